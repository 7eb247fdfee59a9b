"""The composition root: builds the clients and hands them in."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from oversight_contracts.definitions.catalogue import load_catalogue
from oversight_contracts.topics import ALERTS, FACTS
from oversight_projection.follower import LogFollower
from oversight_projection.topic_log import KafkaTopicLog
from oversight_reporting.metrics import Metrics, measure_requests
from oversight_reporting.projection.background import BackgroundFollower
from oversight_reporting.projection.sinks import EpisodeSink, FactSink
from oversight_reporting.projection.store import ProjectionStore
from oversight_reporting.query.reader import Reader
from oversight_reporting.render.chart_renderer import ChartCache, ChartRenderer, Draw
from oversight_reporting.render.formats import SnapshotFiles
from oversight_reporting.render.revision_changes import changed_cells
from oversight_reporting.render.snapshot_page import SnapshotPages
from oversight_reporting.render.templates import load_templates
from oversight_reporting.report.builder import ReportWriter
from oversight_reporting.report.snapshots import SnapshotService
from oversight_reporting.repository.connection import Database
from oversight_reporting.repository.disclosure import DisclosureRepository
from oversight_reporting.repository.figures import FigureRepository
from oversight_reporting.repository.reconciliations import HourRepository
from oversight_reporting.repository.snapshots import SnapshotRepository
from oversight_reporting.settings import SCHEMA, ReportingSettings
from oversight_reporting.web.auth import freezing, reading, reading_every_count
from oversight_reporting.web.errors import ErrorPages
from oversight_reporting.web.figures_api import figure_routes
from oversight_reporting.web.indicator_page import IndicatorPage
from oversight_reporting.web.live import Live
from oversight_reporting.web.operations_page import OperationsPage, operations_routes
from oversight_reporting.web.pages import Pages, page_routes
from oversight_reporting.web.panel_page import PanelPage
from oversight_reporting.web.panels import Panels
from oversight_reporting.web.report_page import ReportPages, report_routes
from oversight_reporting.web.snapshots_api import snapshot_routes
from oversight_runtime.clock import Clock, utc_now
from oversight_runtime.http.gate import put_gate_before
from oversight_runtime.http.health import health_routes
from oversight_runtime.http.problems import answer_with_problems
from oversight_runtime.http.static_files import serve_static_files
from oversight_runtime.http.tokens import Tokens
from oversight_runtime.kafka.topics import TopicPlan, ensure_topics
from oversight_runtime.supervision import Ending


def create_app(
    settings: ReportingSettings,
    failed: Callable[[Ending], None],
    clock: Clock = utc_now,
    draw: Draw | None = None,
) -> FastAPI:
    """The service; ``failed`` is called with what has to end it.

    ``draw`` makes SVG of Vega-Lite: a process of the service's own where none is given.

    Raises ``BrokenDefinitions``, ``OSError`` or ``ValidationError``.
    """
    catalogue = load_catalogue(settings.definitions)
    tokens = Tokens.load(settings.tokens)
    registry = CollectorRegistry()
    metrics = Metrics(registry, clock)
    database = Database(settings.database, SCHEMA)
    projection, kept = ProjectionStore(database), SnapshotRepository(database)
    totals = FactSink(projection, metrics, catalogue.counting_hash)
    facts = _reader(settings, FACTS.name, totals, failed, clock)
    alerts = _reader(settings, ALERTS.name, EpisodeSink(projection), failed, clock)
    drawing = ChartRenderer()
    charts = ChartCache(draw or drawing.svg)
    templates = load_templates(str(settings.console_url or ""))
    disclosure = DisclosureRepository(database, kept)
    reader = Reader(catalogue, FigureRepository(database), settings.audience, disclosure)
    force = settings.force
    live, panels = Live(catalogue, reader), Panels(catalogue, force, reader)
    snapshot_pages = SnapshotPages(templates, charts)
    may_read, may_freeze = reading(settings.read_access, tokens), freezing(tokens)
    every_count = reading_every_count(settings.read_access, settings.audience, tokens)

    app = FastAPI(
        title="Oversight: reporting",
        version="1",
        lifespan=_lifespan(database, disclosure, drawing, facts, alerts),
    )
    answer_with_problems(app)
    put_gate_before(app)
    ErrorPages(templates).register(app)
    measure_requests(app, metrics)
    checks = {"database": projection.check, "facts": facts.check, "alerts": alerts.check}
    writer = ReportWriter(catalogue, reader, settings.audience)
    files = SnapshotFiles(snapshot_pages)
    freezer = SnapshotService(writer, changed_cells, files, kept, metrics, clock)
    for routes in (
        health_routes(checks, registry, {"tokens": tokens.fault}),
        figure_routes(catalogue, force, reader, panels, projection, may_read),
        snapshot_routes(
            catalogue, force, freezer, kept, snapshot_pages, may_read, every_count, may_freeze
        ),
        page_routes(
            Pages(catalogue, force, templates, projection, kept, live, clock, settings.audience),
            IndicatorPage(catalogue, force, templates, live, charts),
            PanelPage(catalogue, force, templates, live, panels, charts),
            snapshot_pages,
            kept,
            may_read,
            every_count,
        ),
        report_routes(
            ReportPages(catalogue, force, templates, writer, charts, clock, settings.audience),
            may_read,
            every_count,
        ),
        operations_routes(OperationsPage(templates, HourRepository(database)), every_count),
    ):
        app.include_router(routes)
    serve_static_files(app)
    return app


def _reader(
    settings: ReportingSettings,
    topic: str,
    sink: FactSink | EpisodeSink,
    failed: Callable[[Ending], None],
    clock: Clock,
) -> BackgroundFollower:
    plans = [TopicPlan(each.name, each.partitions, each.config) for each in (FACTS, ALERTS)]

    async def prepare() -> None:
        await ensure_topics(settings.kafka_connection, plans, settings.kafka_replication)

    follower = LogFollower(KafkaTopicLog(settings.kafka_connection, topic), sink, prepare, clock)
    return BackgroundFollower(topic, follower, failed)


def _lifespan(
    database: Database,
    disclosure: DisclosureRepository,
    drawing: ChartRenderer,
    *readers: BackgroundFollower,
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await database.open()
        # Where there is no key yet it is made now, and not while somebody waits for a figure.
        await disclosure.lots()
        for reader in readers:
            reader.start()
        try:
            yield
        finally:
            await asyncio.gather(*(reader.stop() for reader in readers))
            drawing.close()
            await database.close()

    return lifespan
