"""The service as a process, on a broker and a database of the test's own."""

import asyncio
import hashlib
import json
import os
import signal
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import orjson
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from tests.brokers import idempotent
from tests.integration.indicators.forked import Forked
from tests.partitioner import partition_of

from oversight_contracts.events.dead_letter import DeadLetter
from oversight_contracts.events.envelope import BATCH, STRUCTURED
from oversight_contracts.facts.arrivals import Arrivals
from oversight_contracts.facts.facts import Cut, StatementFact, Total, TotalFact, read_fact
from oversight_contracts.facts.reconciliation import Reconciliation
from oversight_contracts.topics import DEAD_LETTERS, EVENTS, FACTS

DEADLINE = 60.0
Documents = Iterable[Mapping[str, Any]]


async def until(condition: Callable[[], Awaitable[bool]], what: str) -> None:
    """Wait for a condition. Raises ``TimeoutError`` that says what was waited for."""
    try:
        async with asyncio.timeout(DEADLINE):
            while True:
                if await condition():
                    return
                await asyncio.sleep(0.05)
    except TimeoutError as error:
        raise TimeoutError(f"not within {DEADLINE:g} s: {what}") from error


@dataclass
class Stand:
    """Settings of the process under test, and what surrounds it."""

    kafka: str
    database_url: str
    definitions: Path
    folder: Path
    port: int
    watchdog_seconds: float = 60.0
    reconcile_seconds: float = 60.0
    # Further settings of the service, in place of those that it would have.
    environment: Mapping[str, str] = field(default_factory=dict)
    _sent: dict[int, int] = field(default_factory=dict)
    _process: Forked | None = None
    _spawned: int = 0
    _producer: AIOKafkaProducer | None = None

    async def start(self) -> None:
        """Start the service and wait until it is ready."""
        await self.begin()
        await until(self._ready, "the service is ready")

    async def begin(self) -> None:
        """Start the service."""
        self._process = await self.spawn()

    async def spawn(self, *words: str) -> Forked:
        """Start the service, or its command of these words."""
        log = self.folder / "service.log"
        self._spawned += 1
        out = self.folder / f"printed-{self._spawned}" if words else log
        return Forked(words, {**os.environ, **self._environment(), **self.environment}, out, log)

    async def run(self, *words: str) -> tuple[int, str]:
        """Run a command; answers its exit code and what it printed."""
        process = await self.spawn(*words)
        output = await process.communicate()
        assert process.returncode is not None
        return process.returncode, output

    async def kill(self) -> None:
        """SIGKILL, as a crash."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        """SIGTERM; answers the exit code."""
        return await self._end(signal.SIGTERM)

    def pause(self) -> None:
        """SIGSTOP: the process stands still."""
        self._send(signal.SIGSTOP)

    def resume(self) -> None:
        """SIGCONT: it goes on as if nothing had happened."""
        self._send(signal.SIGCONT)

    @property
    def running(self) -> bool:
        """Whether the process that was started still is."""
        return self._process is not None and self._process.returncode is None

    async def ended(self) -> int:
        """Wait until the process ends by itself; answers its exit code."""
        assert self._process is not None
        async with asyncio.timeout(DEADLINE):
            code = await self._process.wait()
        self._process = None
        return code

    @property
    def log(self) -> str:
        """What the service wrote."""
        return (self.folder / "service.log").read_text()

    async def send(
        self, documents: Documents, *, batch: int = 0, at: datetime | None = None
    ) -> None:
        """Send events as ingest does; ``batch`` many of a partition to a record, else singly.

        Records are stamped ``at``, or as they are sent.
        """
        if not batch:
            for each in documents:
                key = key_of(each)
                partition = partition_of(key, EVENTS.partitions)
                await self.send_bytes(orjson.dumps(each), partition, at=at)
            return
        parts: dict[int, list[Mapping[str, Any]]] = {}
        for each in documents:
            parts.setdefault(partition_of(key_of(each), EVENTS.partitions), []).append(each)
        for partition, own in parts.items():
            for start in range(0, len(own), batch):
                chunk = own[start : start + batch]
                await self.send_bytes(orjson.dumps(chunk), partition, BATCH, at)

    async def send_bytes(
        self,
        value: bytes,
        partition: int,
        content_type: str | None = STRUCTURED,
        at: datetime | None = None,
    ) -> int:
        """Send one record as it is; answers its offset."""
        headers = [("content-type", content_type.encode())] if content_type else []
        if self._producer is None:
            self._producer = AIOKafkaProducer(
                bootstrap_servers=self.kafka, max_request_size=1_000_000
            )
            await self._producer.start()
        kept = await self._producer.send_and_wait(
            EVENTS.name,
            value,
            partition=partition,
            headers=headers,
            timestamp_ms=None if at is None else int(at.timestamp() * 1000),
        )
        self._sent[partition] = kept.offset + 1
        return int(kept.offset)

    async def counted(self) -> None:
        """Wait until everything sent is counted."""
        await until(self._all_counted, "everything sent is counted")

    async def published(self, generation: int = 0) -> "Facts":
        """Wait for a cut as at everything sent; answers the facts up to it.

        Cuts before ``generation`` are passed over.
        """
        facts = Facts(self.kafka)
        await facts.start()
        try:
            async with asyncio.timeout(DEADLINE):
                while not facts.covers(self._sent) or facts.cuts[-1].generation < generation:
                    await facts.read()
        finally:
            await facts.stop()
        return facts

    async def dead_letters(self, count: int) -> list[DeadLetter]:
        """The first ``count`` dead letters, for which it waits."""
        dead_letters: list[DeadLetter] = []
        async with reader(self.kafka, DEAD_LETTERS.name) as consumer, asyncio.timeout(DEADLINE):
            while len(dead_letters) < count:
                dead_letters.append(DeadLetter.model_validate_json((await consumer.getone()).value))
        return dead_letters

    async def get(self, path: str, token: str | None = "oversight") -> httpx.Response:
        """GET with a role's token."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with httpx.AsyncClient(trust_env=False) as client:
            return await client.get(f"http://127.0.0.1:{self.port}{path}", headers=headers)

    async def receipt(self, id_: str, source: str = "urn:west-midlands:feed") -> dict[str, Any]:
        """The receipt of an event."""
        answer: dict[str, Any] = (await self.get(f"/v1/receipts/{source}/{id_}")).json()
        return answer

    async def sql(self, query: str, *arguments: object) -> list[asyncpg.Record]:
        """Ask, or change, the service's schema directly."""
        connection = await asyncpg.connect(
            self.database_url, server_settings={"search_path": "indicators"}
        )
        try:
            return await connection.fetch(query, *arguments)
        finally:
            await connection.close()

    async def _end(self, number: signal.Signals) -> int:
        self._send(number)
        return await self.ended()

    def _send(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    async def close(self) -> None:
        """Leave nothing running."""
        if self.running:
            await self.kill()
        if self._producer is not None:
            await self._producer.stop()

    async def _ready(self) -> bool:
        assert self.running, self.log
        try:
            return (await self.get("/readyz", None)).status_code == 200
        except httpx.HTTPError:
            return False

    async def _all_counted(self) -> bool:
        rows = await self.sql("SELECT partition, next_offset FROM source_offsets")
        reached = {row["partition"]: row["next_offset"] for row in rows}
        return all(reached.get(part, 0) >= end for part, end in self._sent.items())

    def _environment(self) -> dict[str, str]:
        tokens = self.folder / "tokens.json"
        tokens.write_text(json.dumps({"tokens": GRANTS}))
        return {
            "OVERSIGHT_PORT": str(self.port),
            "OVERSIGHT_KAFKA": self.kafka,
            "OVERSIGHT_KAFKA_IDEMPOTENCE": str(idempotent()),
            "OVERSIGHT_DATABASE_URL": self.database_url,
            "OVERSIGHT_DEFINITIONS": str(self.definitions),
            "OVERSIGHT_TOKENS": str(tokens),
            "OVERSIGHT_LOG_FORMAT": "text",
            "OVERSIGHT_WATCHDOG_SECONDS": str(self.watchdog_seconds),
            "OVERSIGHT_RECONCILE_SECONDS": str(self.reconcile_seconds),
            "OVERSIGHT_GROUP_SESSION_SECONDS": "2",
        }


def key_of(document: Mapping[str, Any]) -> bytes:
    """The Kafka key that ingest gives an event."""
    kind = document["type"].split(".")[2]
    return f"{document['data']['force']}/{kind}/{document['subject']}".encode()


class Facts:
    """What the fact topic says, applied as a projection does: the higher version wins."""

    def __init__(self, kafka: str) -> None:
        self._consumer = AIOKafkaConsumer(bootstrap_servers=kafka, enable_auto_commit=False)
        self.newest: dict[bytes, TotalFact] = {}
        self.cuts: list[Cut] = []
        self.hours: dict[bytes, Reconciliation] = {}
        self.statements: dict[bytes, StatementFact] = {}
        self.arrivals: dict[bytes, Arrivals] = {}
        self.records = 0

    async def start(self) -> None:
        await self._consumer.start()
        place = TopicPartition(FACTS.name, 0)
        self._consumer.assign([place])
        self._consumer.seek(place, 0)

    async def stop(self) -> None:
        await self._consumer.stop()

    async def read(self) -> None:
        """Apply the next record."""
        fact = read_fact((await self._consumer.getone()).value)
        self.records += 1
        if isinstance(fact, Cut):
            self.cuts.append(fact)
            return
        if isinstance(fact, Reconciliation):
            self.hours[fact.key] = fact
            return
        if isinstance(fact, StatementFact):
            self.statements[fact.key] = fact
            return
        if isinstance(fact, Arrivals):
            self.arrivals[fact.key] = fact
            return
        known = self.newest.get(fact.key)
        version = (fact.generation, fact.revision)
        if known is None or (known.generation, known.revision) < version:
            self.newest[fact.key] = fact

    def covers(self, ends: Mapping[int, int]) -> bool:
        """Whether the newest cut is as at these offsets or later."""
        if not self.cuts:
            return False
        reached = {each.partition: each.offset for each in self.cuts[-1].positions}
        return all(reached.get(part, 0) >= end for part, end in ends.items())

    def totals(self) -> dict[tuple[str, str, str, str], Total]:
        """Totals by (indicator, area, by, bucket) that are not zero."""
        return {
            (fact.indicator, fact.area, fact.by, fact.bucket): fact.total
            for fact in self.newest.values()
            if fact.total
        }


class reader:
    """A consumer of a whole topic of one partition."""

    def __init__(self, kafka: str, topic: str) -> None:
        self._consumer = AIOKafkaConsumer(bootstrap_servers=kafka, enable_auto_commit=False)
        self._place = TopicPartition(topic, 0)

    async def __aenter__(self) -> AIOKafkaConsumer:
        await self._consumer.start()
        self._consumer.assign([self._place])
        self._consumer.seek(self._place, 0)
        return self._consumer

    async def __aexit__(self, *_: object) -> None:
        await self._consumer.stop()


def _grant(name: str, role: str, **more: Any) -> dict[str, Any]:
    return {
        "sha256": hashlib.sha256(name.encode()).hexdigest(),
        "name": name,
        "role": role,
        **more,
    }


GRANTS = [
    _grant(
        "feed",
        "feed",
        source="urn:west-midlands:feed",
        forces=["west-midlands"],
        kinds=["incident"],
    ),
    _grant("oversight", "oversight"),
    _grant("admin", "admin"),
]
