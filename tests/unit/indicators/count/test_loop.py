"""What the loop does about errors: try afresh, find the event at fault, or give up."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence

import asyncpg
import orjson
import pytest
from prometheus_client import CollectorRegistry
from tests.unit.indicators.catalogues import catalogue
from tests.unit.indicators.event_builders import document

from oversight_contracts.contract_hash import contract_hash
from oversight_indicators.consume.decoder import Decoder
from oversight_indicators.consume.partitions import AssignedPartitions
from oversight_indicators.consume.queue import RecordQueue
from oversight_indicators.contributions.compiler import Contributions
from oversight_indicators.count.error_policy import INFRASTRUCTURE
from oversight_indicators.count.loop import Counting
from oversight_indicators.count.transaction import GenerationChanged, Transactions
from oversight_indicators.events.batch import Batch
from oversight_indicators.events.model import (
    Checkpoint,
    DecodedEvent,
    EventOutcome,
    KafkaRecord,
    PoisonEvent,
    digest_of,
)
from oversight_indicators.events.revisions import Outcome
from oversight_indicators.metrics import Metrics
from oversight_indicators.repository.offsets import OffsetTaken

Trouble = Callable[[Sequence[EventOutcome]], Exception | None]


class FakeSource(AssignedPartitions):
    """A source without Kafka; ``reached`` is what the database has."""

    def __init__(self) -> None:
        self.queue = RecordQueue(bulk=1)
        self.epoch = 1
        self.log_name = "log"
        self.counting = asyncio.Lock()
        self.reached: dict[int, Checkpoint] = {}

    async def stored(self) -> dict[int, Checkpoint]:
        return self.reached


class FakeTransactions(Transactions):
    """Counts nothing, but remembers what was tried; ``trouble`` says what goes wrong."""

    def __init__(self, trouble: Trouble) -> None:
        self.trouble = trouble
        self.attempts = 0
        self.done: list[Batch] = []
        self.finished = asyncio.Event()

    async def count(self, batch: Batch) -> Counter[Outcome]:
        self.attempts += 1
        error = self.trouble(batch.entries)
        if error is not None:
            raise error
        self.done.append(batch)
        self.finished.set()
        return Counter()

    async def rehearse(self, entries: Sequence[EventOutcome]) -> None:
        error = self.trouble(entries)
        if error is not None:
            raise error


class Loop:
    """The loop over fakes."""

    def __init__(self, trouble: Trouble) -> None:
        self.source = FakeSource()
        self.transactions = FakeTransactions(trouble)
        self.rereads = 0
        self.reread = asyncio.Event()
        definitions = catalogue(
            {"measure": "count", "counts": {"kind": "incident", "at": "received_at"}}
        )
        self.counting = Counting(
            self.source,
            Decoder(definitions, Contributions(definitions)),
            self.transactions,
            Metrics(CollectorRegistry()),
            self._reread,
        )

    async def _reread(self) -> None:
        self.reread.set()

    async def give(self, *subjects: str) -> None:
        value = orjson.dumps([document(subject=each) for each in subjects])
        await self.source.queue.put(KafkaRecord(0, 0, 0, value))

    async def run_until(self, event: asyncio.Event) -> None:
        running = asyncio.create_task(self.counting.run())
        waiting = asyncio.create_task(event.wait())
        async with asyncio.timeout(10):
            await asyncio.wait([running, waiting], return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if running.done():
            running.result()
        running.cancel()


def holds(entries: Sequence[EventOutcome], subject: str) -> bool:
    return any(isinstance(each, DecodedEvent) and each.key.endswith(subject) for each in entries)


async def test_bad_data_is_found_at_once_and_the_rest_is_counted() -> None:
    loop = Loop(lambda entries: asyncpg.DataError("no") if holds(entries, "c") else None)
    await loop.give("a", "b", "c", "d")
    await loop.run_until(loop.transactions.finished)
    (batch,) = loop.transactions.done
    assert [isinstance(entry, PoisonEvent) for entry in batch.entries] == [
        False,
        False,
        True,
        False,
    ]
    assert loop.transactions.attempts == 2


async def test_names_that_the_database_refuses_are_not_kept_with_what_it_refused() -> None:
    loop = Loop(lambda entries: asyncpg.DataError("no") if holds(entries, "a") else None)
    value = orjson.dumps(document(subject="a", id="a\0", source="urn:\0"))
    await loop.source.queue.put(KafkaRecord(0, 0, 0, value, None, contract_hash()))
    await loop.run_until(loop.transactions.finished)
    (batch,) = loop.transactions.done
    (poison,) = batch.entries
    assert isinstance(poison, PoisonEvent)
    assert (poison.source, poison.id) == (None, None)


async def test_any_other_error_is_tried_three_times_first() -> None:
    loop = Loop(lambda entries: ValueError("odd") if holds(entries, "a") else None)
    await loop.give("a", "b")
    await loop.run_until(loop.transactions.finished)
    (batch,) = loop.transactions.done
    (poison,) = [entry for entry in batch.entries if isinstance(entry, PoisonEvent)]
    assert (poison.id, poison.reason) == ("a-1", "ValueError: odd")
    assert loop.transactions.attempts == 4


async def test_a_search_for_events_at_fault_is_reported_while_it_goes_on() -> None:
    searching: list[bool] = []

    def trouble(entries: Sequence[EventOutcome]) -> Exception | None:
        searching.append(loop.counting.searching)
        return asyncpg.DataError("no") if holds(entries, "a") else None

    loop = Loop(trouble)
    await loop.give("a", "b")
    await loop.run_until(loop.transactions.finished)
    # Counted, looked into without any event, as a whole and each alone, and counted again.
    assert searching == [False, True, True, True, True, False]


async def test_an_error_that_is_no_events_fault_ends_the_loop() -> None:
    loop = Loop(lambda entries: ValueError("odd") if len(entries) > 1 else None)
    await loop.give("a", "b")
    with pytest.raises(ValueError, match="odd"):
        await loop.run_until(loop.transactions.finished)


async def test_other_definitions_end_the_loop() -> None:
    loop = Loop(lambda _: GenerationChanged("other"))
    await loop.give("a")
    with pytest.raises(GenerationChanged):
        await loop.run_until(loop.transactions.finished)


async def test_infrastructure_is_tried_again_with_the_whole_batch() -> None:
    troubles: list[Exception] = [ConnectionResetError(), asyncpg.DeadlockDetectedError("d")]
    loop = Loop(lambda _: troubles.pop(0) if troubles else None)
    await loop.give("a", "b")
    await loop.run_until(loop.transactions.finished)
    (batch,) = loop.transactions.done
    assert all(isinstance(entry, DecodedEvent) for entry in batch.entries)
    assert loop.transactions.attempts == 3


async def test_what_goes_wrong_without_any_event_is_no_fault_of_an_event() -> None:
    # Three times counted, then looked into: as long as every event would seem to be at fault.
    troubles = [ValueError("odd") for _ in range(6)]
    loop = Loop(lambda _: troubles.pop() if troubles else None)
    await loop.give("a", "b")
    with pytest.raises(ValueError, match="odd"):
        await loop.run_until(loop.transactions.finished)
    assert loop.transactions.done == []


async def test_an_error_that_says_something_else_each_time_is_the_same_error() -> None:
    numbers = iter(range(1_000))
    loop = Loop(lambda entries: ValueError(next(numbers)) if holds(entries, "a") else None)
    await loop.give("a", "b")
    await loop.run_until(loop.transactions.finished)
    (batch,) = loop.transactions.done
    assert [isinstance(entry, PoisonEvent) for entry in batch.entries] == [True, False]
    assert loop.transactions.attempts == 4


@pytest.mark.parametrize(
    "error",
    [
        asyncpg.InternalClientError,
        asyncpg.PostgresIOError,
        asyncpg.DiskFullError,
        # A page of an index or table that cannot be read any more.
        asyncpg.IndexCorruptedError,
        asyncpg.DataCorruptedError,
        # A standby that does not lead yet.
        asyncpg.ReadOnlySQLTransactionError,
        asyncpg.InvalidPasswordError,
        asyncpg.InvalidCatalogNameError,
    ],
)
def test_what_a_failing_database_says_is_no_fault_of_an_event(error: type[Exception]) -> None:
    assert issubclass(error, INFRASTRUCTURE)


async def test_an_offset_taken_by_another_worker_makes_it_read_again() -> None:
    loop = Loop(lambda _: OffsetTaken("partition 0"))
    loop.source.reached = {0: Checkpoint("log", 5)}
    await loop.give("a")
    await loop.run_until(loop.reread)
    assert loop.transactions.attempts == 1


async def test_a_commit_whose_answer_was_lost_is_not_counted_again() -> None:
    troubles: list[Exception] = [ConnectionResetError(), OffsetTaken("partition 0")]
    loop = Loop(lambda _: troubles.pop(0) if troubles else None)
    # What the first attempt had committed when the connection broke.
    value = orjson.dumps([document(subject="a")])
    loop.source.reached = {0: Checkpoint("log", 1, digest_of(value), 0)}
    await loop.source.queue.put(KafkaRecord(0, 0, 0, value))
    running = asyncio.create_task(loop.counting.run())
    await loop.source.queue.wait_until_drained()
    await loop.give("b")
    async with asyncio.timeout(10):
        await loop.transactions.finished.wait()
    running.cancel()
    (batch,) = loop.transactions.done
    assert not holds(batch.entries, "a")
    assert not loop.reread.is_set()


async def test_a_batch_of_an_earlier_assignment_is_void() -> None:
    loop = Loop(lambda _: None)
    await loop.give("a")
    await loop.source.counting.acquire()
    running = asyncio.create_task(loop.counting.run())
    async with asyncio.timeout(10):
        await loop.source.queue.wait_until_drained()
    await asyncio.sleep(0)
    loop.source.epoch = 2
    loop.source.counting.release()
    await loop.give("b")
    async with asyncio.timeout(10):
        await loop.transactions.finished.wait()
    running.cancel()
    (batch,) = loop.transactions.done
    assert holds(batch.entries, "b")
