"""Indicators and their baselines, on logs that are filled before anything reads them."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter

from tests.bench.cores import Cores
from tests.bench.counted import Counted
from tests.bench.event_log import FilledLog
from tests.bench.logs import Logs
from tests.bench.rig import POSTGRES, Rig
from tests.bench.samples import Contender, Sample
from tests.bench.task import run_task

NAME = "indicators"
Choice = Callable[[Logs], FilledLog]
_batches: Choice = attrgetter("batches")
_unchecked: Choice = attrgetter("unchecked")
_apart: Choice = attrgetter("apart")
_singles: Choice = attrgetter("singles")


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
            self._worker("indicators.unchecked", "the same, each event checked again", _unchecked),
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
            Counted.watching(self.rig, url) as counted,
        ):
            already = counted.wait(log, 1)
            cores = Cores(self.rig.pids(log.servers, PostgreSQL=POSTGRES, worker=NAME))
            began = time.perf_counter()
            counted.wait(log, log.events)
            seconds, used = time.perf_counter() - began, cores.used()
        return Sample((log.events - already) / seconds, used)
