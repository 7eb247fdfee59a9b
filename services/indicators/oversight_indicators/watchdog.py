"""Ends the process when records wait and nobody counts them: consumers can stop without dying."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import structlog

from oversight_indicators.metrics import Metrics

log = structlog.get_logger(__name__)
Offsets = Callable[[], Awaitable[Mapping[int, int]]]


class Stalled(Exception):
    """There is lag, or no log at all, and no progress for longer than the process may take."""


class Watchdog:
    """``ends`` are the log's end offsets, ``stored`` how far each partition is counted.

    ``paused`` says whether counting is held up on purpose.
    """

    def __init__(
        self,
        ends: Offsets,
        stored: Offsets,
        paused: Callable[[], Awaitable[bool]],
        metrics: Metrics,
        clock: Callable[[], float],
    ) -> None:
        self._ends = ends
        self._stored = stored
        self._paused = paused
        self._metrics = metrics
        self._clock = clock
        self._reached: Mapping[int, int] = {}
        self._since = clock()
        self.lag = 0

    async def run(self, patience: float) -> None:
        """Look until cancelled. Raises ``Stalled``."""
        while True:
            await asyncio.sleep(min(patience / 6, 5.0))
            try:
                await self.look(patience)
            except Stalled:
                raise
            except Exception as error:
                # Without an answer nothing can be said; readiness tells what does not answer.
                log.warning("the lag could not be read", error=repr(error))
                self._since = self._clock()

    async def look(self, patience: float) -> None:
        """Compare once. Raises ``Stalled``."""
        stored, ends = await self._stored(), await self._ends()
        self.lag = sum(max(0, end - stored.get(part, 0)) for part, end in ends.items())
        self._metrics.lag.set(self.lag)
        done = self.lag == 0 and len(ends) > 0
        if done or stored != self._reached or await self._paused():
            self._reached, self._since = dict(stored), self._clock()
        elif self._clock() - self._since > patience:
            what = f"{self.lag} records wait" if ends else "the topic is gone"
            raise Stalled(f"{what} and none was counted for {patience:g} s")
