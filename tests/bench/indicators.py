"""Indicators and their baselines, on logs that are filled before anything reads them."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from operator import attrgetter

import psycopg
from tests.bench.cores import Cores
from tests.bench.event_log import FilledLog
from tests.bench.logs import Logs
from tests.bench.rig import POSTGRES, Rig
from tests.bench.samples import Contender, Sample
from tests.bench.task import run_task

from oversight_contracts.topics import EVENTS

NAME = "indicators"
POLL_SECONDS = 0.01
DEADLINE_SECONDS = 240.0
Choice = Callable[[Logs], FilledLog]
_batches: Choice = attrgetter("batches")
_apart: Choice = attrgetter("apart")
_singles: Choice = attrgetter("singles")
_OFFSETS = "SELECT partition, next_offset FROM indicators.source_offsets WHERE topic = %s"


@dataclass(frozen=True)
class Indicators:
    """The worker, stock Faust and a plain consumer on the same logs."""

    rig: Rig
    logs: Logs

    def contenders(self) -> list[Contender]:
        """In the order in which they are measured."""
        return [
            Contender("faust", "stock Faust, a table update an event", self._faust),
            self._worker("indicators.batches", "indicators, batch records", _batches),
            self._worker("indicators.apart", "the same, revisions far apart", _apart),
            self._consumer("consumer.batches", "raw consume + pydantic, batch", _batches),
            self._worker("indicators.singles", "indicators, single records", _singles),
            self._consumer("consumer.singles", "raw consume + pydantic, single", _singles),
        ]

    def _worker(self, name: str, title: str, log: Choice) -> Contender:
        return Contender(name, title, lambda: self._count(log(self.logs)))

    def _consumer(self, name: str, title: str, log: Choice) -> Contender:
        return Contender(name, title, lambda: self._task("raw_consumer", log(self.logs), {}))

    def _faust(self) -> Sample:
        return self._task("stock_faust", self.logs.singles, {"name": f"stock-{time.time_ns()}"})

    def _task(self, task: str, log: FilledLog, more: dict[str, str]) -> Sample:
        pids = self.rig.pids(log.servers)
        settings = {"servers": log.servers, "count": log.events, "pids": pids}
        found = run_task(task, {**settings, **more})
        return Sample(found.pop("rate"), found)

    def _count(self, log: FilledLog) -> Sample:
        """The worker from its first committed offset until all is counted in PostgreSQL."""
        with (
            self.rig.database() as url,
            self.rig.service(NAME, log.servers, url, wait=False),
            psycopg.connect(url, autocommit=True) as connection,
        ):
            progress = partial(_counted, connection, log)
            already = self._wait(progress, 1)
            cores = Cores(self.rig.pids(log.servers, PostgreSQL=POSTGRES, worker=NAME))
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
