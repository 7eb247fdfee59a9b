"""How many events are in the log, counted from its bytes, against how many came to anything."""

import asyncio

import orjson
from tests.faults.event_log import EventLog, Kept
from tests.faults.figures import Figures

from oversight_contracts.events.envelope import BATCH


class Tallying:
    """From the moment it is made, when everything before has come to something."""

    def __init__(self, log: EventLog, figures: Figures) -> None:
        self._log = log
        self._figures = figures
        self._ends = log.ends()
        self._tallied = self._now()

    def differences(self) -> list[str]:
        """What an hour's reconciliation would find once all of it has come to something."""
        logged = sum(map(_events, self._log.read(self._ends, self._log.ends())))
        tallied = self._now() - self._tallied
        return [] if logged == tallied else [f"{logged} events in the log, {tallied} outcomes"]

    def _now(self) -> int:
        return asyncio.run(self._figures.tallied())


def _events(record: Kept) -> int:
    try:
        content = orjson.loads(record.value or b"")
    except orjson.JSONDecodeError:
        return 1
    return len(content) if record.content_type == BATCH and isinstance(content, list) else 1
