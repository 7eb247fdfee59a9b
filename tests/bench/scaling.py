"""One and two workers on topics of one, two and four partitions."""

import asyncio
import time
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial

from tests.bench.cores import Cores
from tests.bench.counted import Counted
from tests.bench.event_log import fill_log, make_topic, place
from tests.bench.group import wait_for_members
from tests.bench.indicators import NAME
from tests.bench.logs import Logs
from tests.bench.rig import POSTGRES, Rig, numbered
from tests.bench.samples import Contender, Sample
from tests.bench.sizes import Sizes

PARTITIONS = (1, 2, 4)
WORKERS = (1, 2)
ROUNDS = 2


@dataclass(frozen=True)
class Scaling:
    """The stream of batch records; the topic's own number of partitions is left alone elsewhere."""

    rig: Rig
    sizes: Sizes
    logs: Logs

    def contenders(self) -> list[Contender]:
        """In the order in which they are measured."""
        return [
            Contender(
                scaling_name(partitions, workers),
                f"indicators, partitions: {partitions}, workers: {workers}",
                partial(self._measure, partitions, workers),
                rounds=ROUNDS,
            )
            for workers in WORKERS
            for partitions in PARTITIONS
        ]

    def _measure(self, partitions: int, workers: int) -> Sample:
        """From the end of the filling, with the workers there before it, until all is counted."""
        records = list(place(self.logs.events, self.sizes.record_events, partitions))
        with ExitStack() as stack:
            servers = stack.enter_context(self.rig.broker())
            asyncio.run(make_topic(servers, partitions))
            url = stack.enter_context(self.rig.database())
            for number in range(1, workers + 1):
                service = self.rig.service(NAME, servers, url, wait=number == 1, number=number)
                stack.enter_context(service)
            asyncio.run(wait_for_members(servers, workers))
            counted = stack.enter_context(Counted.watching(self.rig, url))
            log = asyncio.run(fill_log(servers, records))
            names = {numbered("worker", n): numbered(NAME, n) for n in range(1, workers + 1)}
            cores = Cores(self.rig.pids(servers, PostgreSQL=POSTGRES, **names))
            already, began = counted.events(log), time.perf_counter()
            counted.wait(log, log.events)
            seconds, used = time.perf_counter() - began, cores.used()
        return Sample((log.events - already) / seconds, used)


def scaling_name(partitions: int, workers: int) -> str:
    """The contender's name."""
    return f"scaling.{partitions}p{workers}w"
