"""Faust's way back to reading after partitions were given out, without the time-out in it.

Faust calls this recovery, of tables too, of which there are none here. It seeks to the stored
offsets and lets records flow again.
"""

from typing import Any, cast

from faust.tables.manager import TableManager
from faust.tables.recovery import Recovery


class PatientRecovery(Recovery):
    """Waits for a seek for as long as it takes, or until partitions are given out anew.

    With Faust's time-out a seek that took longer would pass for a request to stop, and end this
    task for ever while all else went on: a process that was paused meanwhile would never read
    again. What a seek asks of Kafka and of PostgreSQL has time-outs of its own, which end the
    process.
    """

    async def _wait(self, coro: Any, timeout: Any = None) -> None:  # noqa: ASYNC109
        await super()._wait(coro)


class PatientTables(TableManager):
    """Of no tables; with that recovery."""

    async def on_start(self) -> None:
        """As Faust's, without the second in which other modules could still define tables."""
        await self._update_channels()
        await self.recovery.start()

    @property
    def recovery(self) -> PatientRecovery:
        """The recovery, made when it is first asked for."""
        if self._recovery is None:
            self._recovery = PatientRecovery(self.app, self, beacon=self.beacon, loop=self.loop)
        return cast(PatientRecovery, self._recovery)
