"""Indicators and their baselines, on logs that are filled before anything reads them."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import psycopg
from tests.bench.cores import Cores
from tests.bench.event_log import FilledLog
from tests.bench.rig import POSTGRES, Rig, broker_name
from tests.bench.samples import Contender, Sample
from tests.bench.task import run_task

from oversight_contracts.topics import EVENTS

NAME = "indicators"
POLL_SECONDS = 0.01
DEADLINE_SECONDS = 240.0
_OFFSETS = "SELECT partition, next_offset FROM indicators.source_offsets WHERE topic = %s"


@dataclass(frozen=True)
class Indicators:
    """``apart`` is ``batches`` with each record's revisions far from one another."""

    rig: Rig
    batches: FilledLog
    apart: FilledLog
    singles: FilledLog

    def contenders(self) -> list[Contender]:
        """In the order in which they are measured."""
        return [
            Contender("faust", "stock Faust, a table update an event", self._faust),
            self._worker("indicators.batches", "indicators, batch records", self.batches),
            self._worker("indicators.apart", "the same, revisions far apart", self.apart),
            self._consumer("consumer.batches", "raw consume + pydantic, batch", self.batches),
            self._worker("indicators.singles", "indicators, single records", self.singles),
            self._consumer("consumer.singles", "raw consume + pydantic, single", self.singles),
        ]

    def _worker(self, name: str, title: str, log: FilledLog) -> Contender:
        return Contender(name, title, partial(self._count, log))

    def _consumer(self, name: str, title: str, log: FilledLog) -> Contender:
        return Contender(name, title, partial(self._task, "raw_consumer", log, {}))

    def _faust(self) -> Sample:
        return self._task("stock_faust", self.singles, {"name": f"stock-{time.time_ns()}"})

    def _task(self, task: str, log: FilledLog, more: dict[str, str]) -> Sample:
        pids = self.rig.pids(broker=broker_name(log.servers))
        settings = {"servers": log.servers, "count": log.events, "pids": pids}
        found = run_task(task, {**settings, **more})
        return Sample(found.pop("rate"), found)

    def _count(self, log: FilledLog) -> Sample:
        """The worker from its first committed offset until all is counted in PostgreSQL."""
        with self.rig.database() as url, self.rig.service(NAME, log.servers, url, wait=False):
            names = {"worker": NAME, "broker": broker_name(log.servers)}
            with psycopg.connect(url, autocommit=True) as connection:
                progress = partial(_counted, connection, log)
                already = self._wait(progress, 1)
                cores = Cores(self.rig.pids(PostgreSQL=POSTGRES, **names))
                began = time.perf_counter()
                self._wait(progress, log.events)
                seconds, used = time.perf_counter() - began, cores.used()
        return Sample((log.events - already) / seconds, used)

    def _wait(self, progress: Callable[[], int], events: int) -> int:
        deadline = time.monotonic() + DEADLINE_SECONDS
        while (counted := progress()) < events:
            self.rig.check()
            if time.monotonic() > deadline:
                raise TimeoutError(f"{counted} events were counted, not {events}")
            time.sleep(POLL_SECONDS)
        return counted


def _counted(connection: psycopg.Connection, log: FilledLog) -> int:
    try:
        rows = connection.execute(_OFFSETS, (EVENTS.name,)).fetchall()
    except psycopg.errors.UndefinedTable:
        return 0
    return log.counted({int(partition): int(offset) for partition, offset in rows})
