"""The composition root: builds the clients and hands them in."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import SystemRandom

from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from oversight_alerts.connections import Clients, connected, ensure_own_topics
from oversight_alerts.console.pages import ConsolePages
from oversight_alerts.digest.schedule import Schedule
from oversight_alerts.email.digest import DigestRenderer
from oversight_alerts.metrics import Metrics
from oversight_alerts.projection.retention import Retention
from oversight_alerts.projection.state import Projection
from oversight_alerts.repository import backtests
from oversight_alerts.settings import AlertSettings
from oversight_alerts.web.backtest_routes import backtest_routes, body_allowance
from oversight_alerts.web.backtest_service import BacktestService
from oversight_alerts.web.console.console import Console
from oversight_alerts.web.console.routes import console_routes
from oversight_alerts.web.readiness import Services, Started, checks, warnings
from oversight_alerts.web.routes import alert_routes, position_routes, silence_routes
from oversight_alerts.web.service import AlertService
from oversight_alerts.worker.background import BackgroundTasks, WakeUps
from oversight_alerts.worker.channel import Channel, ChannelParts
from oversight_alerts.worker.channels import CHANNELS
from oversight_alerts.worker.digest_writer import DigestWriter
from oversight_alerts.worker.episode_publisher import EpisodePublisher
from oversight_alerts.worker.evaluator import Evaluator
from oversight_alerts.worker.fact_sink import FactSink
from oversight_alerts.worker.projection_store import PostgresProjectionStore
from oversight_alerts.worker.recorder import Recorder
from oversight_alerts.worker.restore import newest_episodes, restore_published_episodes
from oversight_alerts.worker.smtp import Mailer, SmtpMailer, domain_of
from oversight_alerts.worker.trial_gate import TrialGate
from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_contracts.definitions.rule_content import content_hashes
from oversight_contracts.topics import FACTS
from oversight_projection.follower import LogFollower
from oversight_projection.topic_log import KafkaTopicLog, TopicLog
from oversight_runtime.backoff import Backoff
from oversight_runtime.clock import Clock, utc_now
from oversight_runtime.http.database_problems import answer_while_database_is_away
from oversight_runtime.http.gate import put_gate_before
from oversight_runtime.http.health import health_routes
from oversight_runtime.http.problems import answer_with_problems
from oversight_runtime.http.static_files import serve_static_files
from oversight_runtime.http.tokens import Tokens
from oversight_runtime.postgres import Pool
from oversight_runtime.supervision import Supervisor

# How long a task may go on failing before the process ends.
PATIENCE = timedelta(minutes=5)


async def record_first_rules(pool: Pool, catalogue: Catalogue, now: datetime) -> None:
    """Have the rules that a new installation, or an upgraded one, runs need no back-test."""
    async with pool.acquire() as connection, connection.transaction():
        await backtests.allow_the_first(connection, content_hashes(catalogue), now)


class Ended(Exception):
    """The background tasks ended unasked, and raised nothing."""


def new_episode_id(clock: Clock) -> Callable[[], str]:
    """Ids that people can read out: the day, and 40 random bits."""
    return lambda: f"{clock():%Y%m%d}-{secrets.token_hex(5)}"


@dataclass(frozen=True)
class Dependencies:
    """The dependencies given from outside, so that tests can give their own."""

    clock: Clock
    facts: TopicLog
    mailer: Mailer
    random: Callable[[], float]


def outside(settings: AlertSettings) -> Dependencies:
    """The real clock, Kafka and mail server."""
    password = settings.smtp_password
    mailer = SmtpMailer(
        settings.smtp_host,
        settings.smtp_port,
        security=settings.security,
        ca=settings.smtp_ca,
        username=settings.smtp_username,
        password=password.get_secret_value() if password else None,
    )
    facts = KafkaTopicLog(settings.kafka_connection, FACTS.name)
    return Dependencies(utc_now, facts, mailer, SystemRandom().random)


def open_channels(
    settings: AlertSettings,
    catalogue: Catalogue,
    given: Dependencies,
    clients: Clients,
    metrics: Metrics,
) -> Sequence[Channel]:
    """Every channel by which people are notified."""
    parts = ChannelParts(
        settings, catalogue, clients.pool, given.mailer, metrics, given.clock, given.random
    )
    return [channel(parts) for channel in CHANNELS.values()]


def digest_writer(
    settings: AlertSettings, catalogue: Catalogue, ungated: TrialGate
) -> DigestWriter | None:
    """What tells from time to time how all stands; None where nobody wants it."""
    if settings.mail_digest == "never":
        return None
    return DigestWriter(
        Schedule(settings.mail_digest, settings.mail_digest_hour),
        DigestRenderer(catalogue, str(settings.public_url)).render,
        settings.mail_to,
        domain_of(settings.mail_from),
        ungated,
    )


def assemble(
    settings: AlertSettings,
    catalogue: Catalogue,
    given: Dependencies,
    clients: Clients,
    channels: Sequence[Channel],
    metrics: Metrics,
) -> Services:
    """Put the parts together. Nothing runs yet."""
    clock, pool, new_id = given.clock, clients.pool, new_episode_id(given.clock)
    wake_ups, projection = WakeUps(), Projection()
    facts = FactSink(
        PostgresProjectionStore(pool),
        projection,
        Retention.of(catalogue),
        clock,
        given.facts.behind,
        wake_ups.evaluate.ring,
    )
    follower = LogFollower(given.facts, facts, lambda: ensure_own_topics(settings), clock)
    recorder = Recorder(channels)
    hashes = content_hashes(catalogue)
    gate, ungated = TrialGate(hashes), TrialGate()
    if settings.rules_without_backtest:
        gate, ungated = ungated, gate
    digests = digest_writer(settings, catalogue, ungated)
    schedule = None if digests is None else digests.schedule
    evaluator = Evaluator(catalogue, projection, pool, recorder, clock, new_id, digests, gate)
    metrics.read_gauges(lambda: _cut_age(projection, clock), follower.behind)
    restarts = Backoff(timedelta(milliseconds=200), timedelta(seconds=5), given.random)
    tasks = BackgroundTasks(
        follower=follower,
        facts=facts,
        evaluator=evaluator,
        channels=channels,
        publisher=EpisodePublisher(pool, clients.publisher, clock),
        wake_ups=wake_ups,
        pool=pool,
        metrics=metrics,
        supervisor=Supervisor(restarts, PATIENCE, metrics.task_failed),
        clock=clock,
        settling=timedelta(seconds=settings.settling_seconds),
        digests=schedule,
    )
    service = AlertService(
        catalogue,
        pool,
        projection,
        facts,
        evaluator,
        recorder,
        clock,
        new_id,
        recorded=wake_ups.recorded,
        reevaluate=wake_ups.evaluate.ring,
        digests=schedule,
        hashes=hashes,
    )
    tried = BacktestService(catalogue, pool, clock, new_id, wake_ups.evaluate.ring)
    return Services(clients, tasks, service, tried)


def build(
    settings: AlertSettings, given: Dependencies, failed: Callable[[BaseException], None]
) -> FastAPI:
    """The application; nothing is connected before it starts.

    ``failed`` is called with what a task raised when the process is better ended.
    Raises ``BrokenDefinitions``, and what reading the token file raises.
    """
    catalogue, tokens = load_catalogue(settings.definitions), Tokens.load(settings.tokens)
    registry, running = CollectorRegistry(), Started()
    metrics = Metrics(registry)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with connected(settings) as clients:
            channels = open_channels(settings, catalogue, given, clients, metrics)
            await restore_published_episodes(
                clients.pool,
                await newest_episodes(settings.kafka_connection),
                channels,
                given.clock(),
            )
            await record_first_rules(clients.pool, catalogue, given.clock())
            parts = assemble(settings, catalogue, given, clients, channels, metrics)
            running.set(parts)
            async with _at_work(parts.tasks, failed):
                yield

    app = FastAPI(title="Oversight alerts", version="0.1.0", lifespan=lifespan)
    answer_with_problems(app)
    answer_while_database_is_away(app)
    put_gate_before(app, several={"state"}, allowance=body_allowance(tokens))
    warned = {"tokens": tokens.fault, **warnings(running)}
    app.include_router(health_routes(checks(running), registry, warned))
    app.include_router(position_routes(running.service))
    app.include_router(alert_routes(running.service, tokens))
    app.include_router(silence_routes(running.service, tokens))
    pages = ConsolePages(str(settings.public_url))
    console = Console(catalogue, pages, running.service, given.clock, running.backtests)
    app.include_router(console_routes(console, tokens))
    serve_static_files(app)
    app.include_router(backtest_routes(running.backtests, tokens))
    return app


@asynccontextmanager
async def _at_work(
    tasks: BackgroundTasks, failed: Callable[[BaseException], None]
) -> AsyncIterator[None]:
    work = asyncio.create_task(tasks.run(), name="background")

    def ended(task: asyncio.Task[None]) -> None:
        error = (None if task.cancelled() else task.exception()) or Ended(
            "the background tasks ended"
        )
        failed(error)

    work.add_done_callback(ended)
    try:
        yield
    finally:
        # From here on it ends because it is asked to.
        work.remove_done_callback(ended)
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


def _cut_age(projection: Projection, clock: Clock) -> float:
    applied = projection.applied
    return 0.0 if applied is None else (clock() - applied.cut.at).total_seconds()
