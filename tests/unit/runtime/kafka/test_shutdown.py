import asyncio

import pytest

from oversight_runtime.kafka.shutdown import stop_consumer


class FakeClient:
    """Remembers whether it was closed."""

    closed = False

    async def close(self) -> None:
        self.closed = True


class FakeConsumer:
    """One whose stop comes to ``outcome``."""

    def __init__(self, outcome: BaseException | None) -> None:
        self._client, self._outcome = FakeClient(), outcome

    async def stop(self) -> None:
        if self._outcome is not None:
            raise self._outcome
        await self._client.close()


@pytest.mark.parametrize("outcome", [None, asyncio.CancelledError()])
async def test_a_cancellation_of_its_own_tasks_stays_inside(outcome: BaseException | None) -> None:
    consumer = FakeConsumer(outcome)
    await stop_consumer(consumer)
    assert consumer._client.closed


async def test_an_error_does_not() -> None:
    with pytest.raises(OSError, match="gone"):
        await stop_consumer(FakeConsumer(OSError("gone")))
