"""Ingest and its baselines. Each run has a broker and a process of its own."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.bench.event_log import make_topic
from tests.bench.rig import Rig
from tests.bench.samples import Contender, Sample
from tests.bench.sizes import Sizes
from tests.bench.task import Settings, run_task

ENDPOINT = "minimal_endpoint"


@dataclass(frozen=True)
class Ingest:
    """Measures with the events of the file ``stream``."""

    rig: Rig
    sizes: Sizes
    stream: Path

    def contenders(self) -> list[Contender]:
        """In the order in which they are measured."""
        return [
            Contender(
                "minimal.raw", "minimal FastAPI + aiokafka endpoint", partial(self._minimal, False)
            ),
            Contender("ingest.single", "ingest, one event a request", self._single),
            Contender("minimal.validated", "the same with pydantic", partial(self._minimal, True)),
            Contender("producer.batches", "raw producer, batch records", self._raw_batches),
            Contender("ingest.bulk", "ingest, NDJSON", self._bulk),
            Contender("producer.singles", "raw producer, one event a record", self._raw_singles),
        ]

    def _single(self) -> Sample:
        with self.rig.broker() as servers, self.rig.service("ingest", servers) as port:
            return self._load("load_singles", servers, port, "ingest")

    def _minimal(self, validated: bool) -> Sample:
        with self._broker_with_topic() as servers:
            settings = {"servers": servers, "validated": validated}
            with self.rig.endpoint(ENDPOINT, settings) as port:
                return self._load("load_singles", servers, port, ENDPOINT)

    def _bulk(self) -> Sample:
        with self.rig.broker() as servers, self.rig.service("ingest", servers) as port:
            return self._load("load_streams", servers, port, "ingest")

    def _raw_batches(self) -> Sample:
        return self._produce(self.sizes.record_events, self.sizes.bulk)

    def _raw_singles(self) -> Sample:
        return self._produce(1, self.sizes.singles)

    def _produce(self, record_events: int, count: int) -> Sample:
        with self._broker_with_topic() as servers:
            settings = {
                "pids": self.rig.pids(servers),
                "servers": servers,
                "record_events": record_events,
                "count": count,
            }
            found = run_task("raw_producer", {**settings, "stream": str(self.stream)})
        return Sample(found.pop("rate"), found)

    @contextmanager
    def _broker_with_topic(self) -> Iterator[str]:
        with self.rig.broker() as servers:
            asyncio.run(make_topic(servers))
            yield servers

    def _load(self, task: str, servers: str, port: int, process: str) -> Sample:
        pids = self.rig.pids(servers, service=process)
        found = run_task(task, {**self._settings(), "port": port, "pids": pids})
        return Sample(found.pop("rate"), found)

    def _settings(self) -> Settings:
        sizes = self.sizes
        return {
            "stream": str(self.stream),
            "token": self.rig.token,
            "connections": sizes.connections,
            "warm_up_seconds": sizes.warm_up_seconds,
            "seconds": sizes.seconds,
            "streams": sizes.streams,
            "bodies": sizes.bodies,
            "body_events": sizes.body_events,
        }
