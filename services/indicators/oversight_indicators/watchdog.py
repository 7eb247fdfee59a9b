"""The watchdog: ends the process when records wait and nobody counts them."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping

import structlog

from oversight_indicators.metrics import Metrics

log = structlog.get_logger(__name__)
Offsets = Callable[[], Awaitable[Mapping[int, int]]]
# Every question has a deadline of its own, and all of them together are well within this.
ANSWER_SECONDS = 60.0


class Stalled(Exception):
    """There is lag, or no log at all, and no progress for longer than the process may take."""


class Watchdog:
    """Compares ``ends``, the log's, with ``stored``, how far each partition is counted.

    ``held`` are the partitions that this process is to count, ``paused`` says whether counting is
    held up on purpose.
    """

    def __init__(
        self,
        ends: Offsets,
        stored: Offsets,
        held: Callable[[], Collection[int]],
        paused: Callable[[], Awaitable[bool]],
        metrics: Metrics,
        clock: Callable[[], float],
    ) -> None:
        self._ends = ends
        self._stored = stored
        self._held = held
        self._paused = paused
        self._metrics = metrics
        self._clock = clock
        self._last_stored: Mapping[int, int] = {}
        self._since = clock()
        # Since when each partition held stands where it does, though records of it wait.
        self._stalled_since: dict[int, float] = {}
        self.lag = 0

    async def run(self, limit: float, within: float = ANSWER_SECONDS) -> None:
        """Look until cancelled. Raises ``Stalled``."""
        while True:
            await asyncio.sleep(min(limit / 6, 5.0))
            try:
                # A question that is never answered would be the last.
                async with asyncio.timeout(within):
                    await self.look(limit)
            except Stalled:
                raise
            except Exception as error:
                # Without an answer nothing can be said; readiness tells what does not answer.
                log.warning("the lag could not be read", error=repr(error))
                self._restart_clocks()

    async def look(self, limit: float) -> None:
        """Compare once. Raises ``Stalled``."""
        stored, ends = await self._stored(), await self._ends()
        behind = {part: end - stored.get(part, 0) for part, end in ends.items()}
        waiting = {part: lag for part, lag in behind.items() if lag > 0}
        self.lag = sum(waiting.values())
        self._metrics.lag.set(self.lag)
        if await self._paused():
            self._restart_clocks()
        elif stored != self._last_stored or (ends and not waiting):
            self._since = self._clock()
        self._stalled_since = self._still_stalled(stored, waiting)
        self._last_stored = dict(stored)
        self._check_progress(waiting, limit, there=bool(ends))

    def _restart_clocks(self) -> None:
        self._since, self._stalled_since = self._clock(), {}

    def _still_stalled(
        self, stored: Mapping[int, int], waiting: Collection[int]
    ) -> dict[int, float]:
        now = self._clock()
        return {
            part: self._stalled_since.get(part, now)
            if stored.get(part) == self._last_stored.get(part)
            else now
            for part in self._held()
            if part in waiting
        }

    def _check_progress(self, waiting: Mapping[int, int], limit: float, *, there: bool) -> None:
        now = self._clock()
        if now - self._since > limit:
            what = f"{self.lag} records wait" if there else "the topic is gone"
            raise Stalled(f"{what} and none was counted for {limit:g} s")
        for part, since in sorted(self._stalled_since.items()):
            # Others may go on: another worker, or this one with its other partitions.
            if now - since > limit:
                raise Stalled(
                    f"{waiting[part]} records of partition {part} wait and none was counted for "
                    f"{limit:g} s"
                )
