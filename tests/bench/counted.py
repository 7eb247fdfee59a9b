"""How far the indicators have counted a log, as PostgreSQL has it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from tests.bench.event_log import FilledLog
from tests.bench.rig import Rig

from oversight_contracts.topics import EVENTS

# Seldom: each look costs the database what it would count with.
POLL_SECONDS = 0.05
DEADLINE_SECONDS = 240.0
_OFFSETS = "SELECT partition, next_offset FROM indicators.source_offsets WHERE topic = %s"


class Counted:
    """Watches the database behind ``connection`` while ``rig`` counts into it."""

    def __init__(self, rig: Rig, connection: psycopg.Connection) -> None:
        self._rig = rig
        self._connection = connection

    @classmethod
    @contextmanager
    def watching(cls, rig: Rig, url: str) -> Iterator["Counted"]:
        """Over a connection of its own."""
        with psycopg.connect(url, autocommit=True) as connection:
            yield cls(rig, connection)

    def events(self, log: FilledLog) -> int:
        """How many events of ``log`` are counted."""
        try:
            rows = self._connection.execute(_OFFSETS, (EVENTS.name,)).fetchall()
        except psycopg.errors.UndefinedTable:
            return 0
        return log.counted({int(partition): int(offset) for partition, offset in rows})

    def wait(self, log: FilledLog, events: int) -> int:
        """Wait until so many are, and answer how many. Raises where a process has died."""
        deadline = time.monotonic() + DEADLINE_SECONDS
        while (counted := self.events(log)) < events:
            self._rig.check()
            if time.monotonic() > deadline:
                raise TimeoutError(f"{counted} events were counted, not {events}")
            time.sleep(POLL_SECONDS)
        return counted
