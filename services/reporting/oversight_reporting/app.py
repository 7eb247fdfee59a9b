"""The composition root: builds the clients and hands them in."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime

from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from oversight_contracts.definitions.catalogue import load_catalogue
from oversight_contracts.topics import ALERTS, FACTS
from oversight_reporting.access import reading
from oversight_reporting.api import figure_routes
from oversight_reporting.database import Database
from oversight_reporting.metrics import Metrics, measure_requests
from oversight_reporting.projection import EpisodeSink, FactSink
from oversight_reporting.reader import Reader
from oversight_reporting.reading import LogReader
from oversight_reporting.refusals import answer_refusals
from oversight_reporting.repository import Repository
from oversight_reporting.settings import SCHEMA, ReportingSettings
from oversight_runtime.health import health_routes
from oversight_runtime.kafka import TopicPlan, ensure_topics
from oversight_runtime.problems import answer_with_problems
from oversight_runtime.tokens import Tokens

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


def create_app(settings: ReportingSettings, clock: Clock = utc_now) -> FastAPI:
    """The service. Raises ``BrokenDefinitions``, ``OSError`` or ``ValidationError``."""
    catalogue = load_catalogue(settings.definitions)
    tokens = Tokens.load(settings.tokens)
    registry = CollectorRegistry()
    metrics = Metrics(registry, clock)
    database = Database(settings.database_url, SCHEMA)
    repository = Repository(database)
    facts = _reader(settings, FACTS.name, FactSink(repository, metrics))
    alerts = _reader(settings, ALERTS.name, EpisodeSink(repository))
    app = FastAPI(
        title="Oversight: reporting", version="1", lifespan=_lifespan(database, facts, alerts)
    )
    answer_with_problems(app)
    answer_refusals(app)
    measure_requests(app, metrics)
    checks = {"database": repository.check, "facts": facts.check, "alerts": alerts.check}
    app.include_router(health_routes(checks, registry))
    reader = Reader(catalogue, repository)
    may_read = reading(settings.read_access, tokens)
    app.include_router(figure_routes(catalogue, settings.force, reader, repository, may_read))
    return app


def _reader(settings: ReportingSettings, topic: str, sink: FactSink | EpisodeSink) -> LogReader:
    plans = [TopicPlan(each.name, each.partitions, each.config) for each in (FACTS, ALERTS)]

    async def prepare() -> None:
        await ensure_topics(settings.kafka, plans, settings.kafka_replication)

    return LogReader(settings.kafka, topic, sink, prepare)


def _lifespan(
    database: Database, *readers: LogReader
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await database.open()
        tasks = [asyncio.create_task(reader.run()) for reader in readers]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await database.close()

    return lifespan
