"""Who publishes: one process of all, which claims the fact log first; the others ask seldom."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import asyncpg
import pytest
from asyncpg.connection import LoggedQuery
from prometheus_client import CollectorRegistry

from oversight_contracts.definitions.models.reference import Force
from oversight_contracts.facts.areas import CountedAreas, CountedForce
from oversight_contracts.facts.facts import Cut, Fact
from oversight_contracts.topics import AREAS
from oversight_indicators.consume.log_identity import KafkaLog
from oversight_indicators.maintenance.generation import ensure_generation
from oversight_indicators.metrics import Metrics
from oversight_indicators.publish.counted_areas import CountedAreasPublisher
from oversight_indicators.publish.loop import LOOK_SECONDS, Publishing
from oversight_indicators.repository.generations import Generation, activate, read_active
from oversight_indicators.repository.unpublished import (
    announce,
    hold_lead_for,
    lead,
)
from oversight_indicators.settings import MIGRATIONS, SCHEMA
from oversight_runtime.postgres import Connection, Pool, bear_with_idle, migrate, open_pool

TOPIC = "events"


class KeptFacts:
    """A fact log that keeps what it is told, and who claimed it when."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.cut = asyncio.Event()

    async def name(self) -> str:
        return "log (empty)"

    async def claim(self) -> None:
        self.told.append("claimed")

    async def send(self, facts: Iterable[Fact]) -> None:
        for fact in facts:
            self.told.append(type(fact).__name__)
            if isinstance(fact, Cut):
                self.cut.set()


class KeptAreas:
    """A producer that keeps what it is told of areas."""

    def __init__(self) -> None:
        self.told: list[CountedAreas] = []

    async def send(
        self, topic: str, value: bytes, *, key: bytes | None = None, partition: int | None = None
    ) -> tuple[int, int]:
        assert (topic, key, partition) == (AREAS.name, b"areas", 0)
        self.told.append(CountedAreas.model_validate_json(value))
        return 0, len(self.told)


class Asked:
    """How often those of a pool tried to get the lead."""

    def __init__(self) -> None:
        self.tries = 0
        self.tried = asyncio.Event()

    async def watch(self, connection: Connection) -> None:
        connection.add_query_logger(self._heard)

    def _heard(self, asked: LoggedQuery) -> None:
        if "pg_try_advisory_lock" in asked.query:
            self.tries += 1
            self.tried.set()


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
async def pool(database_url: str, asked: Asked) -> AsyncIterator[Pool]:
    await migrate(database_url, SCHEMA, MIGRATIONS)
    made = await asyncpg.create_pool(
        database_url, min_size=0, init=asked.watch, server_settings={"search_path": SCHEMA}
    )
    async with made.acquire() as connection:
        await ensure_generation(connection, "definitions", lambda: datetime.now(UTC))
    yield made
    made.terminate()


FORCES = {"btp": Force(title="British Transport Police")}


@asynccontextmanager
async def publishing(
    pool: Pool, facts: KeptFacts, areas: KeptAreas | None = None, definitions: str = "definitions"
) -> AsyncIterator[None]:
    async def at_once() -> None:
        return

    made = Publishing(
        pool,
        TOPIC,
        facts,
        Metrics(CollectorRegistry()),
        lambda: datetime.now(UTC),
        at_once,
        at_once,
        KafkaLog("", TOPIC),
        CountedAreasPublisher(FORCES, definitions, areas or KeptAreas()),
    )
    task = asyncio.create_task(made.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_who_leads_claims_the_log_before_anything_is_sent(pool: Pool) -> None:
    facts = KeptFacts()
    async with publishing(pool, facts), asyncio.timeout(10):
        await facts.cut.wait()
    assert facts.told == ["claimed", "Cut"]


async def test_each_generation_says_once_which_areas_it_counts(pool: Pool) -> None:
    facts, areas = KeptFacts(), KeptAreas()
    async with publishing(pool, facts, areas), asyncio.timeout(10):
        await facts.cut.wait()
        facts.cut.clear()
        async with pool.acquire() as connection, connection.transaction():
            before = await read_active(connection)
            assert before is not None
            await activate(connection, Generation(before.number + 1, "definitions"))
            await announce(connection)
        await facts.cut.wait()
    assert [each.generation for each in areas.told] == [before.number, before.number + 1]
    assert areas.told[0].forces == {"btp": CountedForce()}


async def test_areas_that_are_not_counted_yet_are_not_told_of(pool: Pool) -> None:
    facts, areas = KeptFacts(), KeptAreas()
    async with publishing(pool, facts, areas, "other definitions"), asyncio.timeout(10):
        await facts.cut.wait()
    assert areas.told == []


@pytest.fixture
async def leader(database_url: str, pool: Pool) -> AsyncIterator[Connection]:
    connection = await asyncpg.connect(database_url)
    assert await lead(connection)
    yield connection
    connection.terminate()


async def test_who_does_not_lead_sends_nothing_and_asks_seldom(
    pool: Pool, asked: Asked, leader: Connection
) -> None:
    facts = KeptFacts()
    async with publishing(pool, facts):
        async with asyncio.timeout(10):
            await asked.tried.wait()
        await announce(leader)
        # So long, since nothing is what has to happen.
        await asyncio.sleep(1.5 * LOOK_SECONDS)
        assert asked.tries <= 3
        assert facts.told == []

        leader.terminate()
        async with asyncio.timeout(10):
            await facts.cut.wait()
    assert facts.told[0] == "claimed"


async def test_what_a_paused_publisher_wrote_holds_others_up_no_longer_than_any_other(
    database_url: str,
) -> None:
    borne = "SHOW idle_in_transaction_session_timeout"
    served = await open_pool(database_url, SCHEMA)
    async with served.acquire() as connection:
        await hold_lead_for(connection, 15)
        async with connection.transaction():
            await bear_with_idle(connection, 15)
            assert await connection.fetchval(borne) == "15s"
        async with connection.transaction():
            assert await connection.fetchval(borne) == "5s"
    served.terminate()
