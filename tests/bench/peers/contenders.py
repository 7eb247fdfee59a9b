"""The peers on the indicators' logs."""

import time
from dataclasses import dataclass
from functools import partial

from tests.bench.logs import Logs
from tests.bench.peers.environment import ensure_peers
from tests.bench.rig import Rig
from tests.bench.samples import Contender, NotRun, Sample
from tests.bench.task import run_task

from oversight_local.failure import Failure
from oversight_local.stack.brokers.model import Broker

QUIX = "Quix Streams"
WAYS = {
    "counts": f"{QUIX}, a count by key an event",
    "revisions": f"{QUIX}, validated, revisions kept",
    "batches": f"{QUIX}, a count an event, batch records",
    "job": f"{QUIX}, the indicators' job, batch records",
}
BATCHED = ("batches", "job")


@dataclass(frozen=True)
class QuixStreams:
    """Quix Streams in each of its ways."""

    rig: Rig
    logs: Logs

    def contenders(self) -> list[Contender]:
        """In the order in which they are measured."""
        return [
            Contender(f"quix.{way}", title, partial(self._measure, way))
            for way, title in WAYS.items()
        ]

    def _measure(self, way: str) -> Sample:
        if self.rig.kind is not Broker.KAFKA:
            raise NotRun("it asks for topics' settings, which the embedded broker does not know")
        try:
            peers = ensure_peers()
        except Failure as failure:
            raise NotRun(": ".join((str(failure), *failure.details[-1:]))) from failure
        log = self.logs.batches if way in BATCHED else self.logs.many_singles
        settings = {
            "servers": log.servers,
            "count": log.events,
            "pids": self.rig.pids(log.servers),
            "name": f"quix-{time.time_ns()}",
            "way": way,
            "definitions": str(self.rig.definitions),
        }
        found = run_task("peers.quix_streams", settings, python=peers.python, paths=peers.paths)
        return Sample(found.pop("rate"), found)
