"""The composition root: builds the clients and hands them in."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from random import SystemRandom

from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from oversight_alerts.connections import Clients, connected, ensure_own_topics
from oversight_alerts.email.render import EmailRenderer
from oversight_alerts.metrics import Metrics
from oversight_alerts.projection.retention import Retention
from oversight_alerts.projection.state import Projection
from oversight_alerts.settings import AlertSettings
from oversight_alerts.web.readiness import Services, Started, checks
from oversight_alerts.web.routes import alert_routes, position_routes, silence_routes
from oversight_alerts.web.service import AlertService
from oversight_alerts.worker.background import BackgroundTasks, WakeUps
from oversight_alerts.worker.email_sender import EmailSender
from oversight_alerts.worker.episode_publisher import EpisodePublisher
from oversight_alerts.worker.evaluator import Evaluator
from oversight_alerts.worker.fact_sink import FactSink
from oversight_alerts.worker.projection_store import PostgresProjectionStore
from oversight_alerts.worker.recorder import Recorder
from oversight_alerts.worker.restore import newest_episodes, restore_published_episodes
from oversight_alerts.worker.smtp import Mailer, SmtpMailer, domain_of
from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_contracts.topics import FACTS
from oversight_projection.follower import LogFollower
from oversight_projection.topic_log import KafkaTopicLog, TopicLog
from oversight_runtime.backoff import Backoff
from oversight_runtime.clock import Clock, utc_now
from oversight_runtime.http.health import health_routes
from oversight_runtime.http.problems import answer_with_problems
from oversight_runtime.http.tokens import Tokens
from oversight_runtime.supervision import Supervisor

# How long a task may go on failing before the process ends.
PATIENCE = timedelta(minutes=5)


class Ended(Exception):
    """The duties ended unasked, and raised nothing."""


def new_episode_id(clock: Clock) -> Callable[[], str]:
    """Ids that people can read out: the day, and 40 random bits."""
    return lambda: f"{clock():%Y%m%d}-{secrets.token_hex(5)}"


@dataclass(frozen=True)
class Dependencies:
    """What the service is given from outside, so that tests can give it their own."""

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
        security=settings.smtp_security,
        username=settings.smtp_username,
        password=password.get_secret_value() if password else None,
    )
    facts = KafkaTopicLog(settings.kafka, FACTS.name)
    return Dependencies(utc_now, facts, mailer, SystemRandom().random)


def assemble(
    settings: AlertSettings,
    catalogue: Catalogue,
    given: Dependencies,
    clients: Clients,
    metrics: Metrics,
) -> Services:
    """Put the parts together. Nothing runs yet."""
    clock, pool, new_id = given.clock, clients.pool, new_episode_id(given.clock)
    bells, projection = WakeUps(), Projection()
    facts = FactSink(
        PostgresProjectionStore(pool),
        projection,
        Retention.of(catalogue),
        clock,
        given.facts.behind,
        bells.evaluate.ring,
    )
    follower = LogFollower(given.facts, facts, lambda: ensure_own_topics(settings), clock)
    writer = EmailRenderer(catalogue, str(settings.public_url))
    recorder = Recorder(writer, settings.mail_to, domain_of(settings.mail_from))
    evaluator = Evaluator(catalogue, projection, pool, recorder, clock, new_id)
    metrics.watch(lambda: _cut_age(projection, clock), follower.behind)
    retries = Backoff(timedelta(seconds=2), timedelta(minutes=5), given.random)
    restarts = Backoff(timedelta(milliseconds=200), timedelta(seconds=5), given.random)
    duties = BackgroundTasks(
        follower=follower,
        facts=facts,
        evaluator=evaluator,
        sender=EmailSender(pool, given.mailer, settings.mail_from, retries, clock, metrics),
        herald=EpisodePublisher(pool, clients.publisher, clock),
        bells=bells,
        pool=pool,
        metrics=metrics,
        supervisor=Supervisor(restarts, PATIENCE, metrics.task_failed),
        clock=clock,
    )
    desk = AlertService(
        catalogue,
        pool,
        projection,
        facts,
        evaluator,
        clock,
        new_id,
        recorded=bells.recorded,
        reconsider=bells.evaluate.ring,
    )
    return Services(clients, duties, desk)


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
            await restore_published_episodes(
                clients.pool, await newest_episodes(settings.kafka), given.clock()
            )
            parts = assemble(settings, catalogue, given, clients, metrics)
            running.set(parts)
            async with _at_work(parts.duties, failed):
                yield

    app = FastAPI(title="Oversight alerts", version="0.1.0", lifespan=lifespan)
    answer_with_problems(app)
    app.include_router(health_routes(checks(running), registry))
    app.include_router(position_routes(running.desk))
    app.include_router(alert_routes(running.desk, tokens))
    app.include_router(silence_routes(running.desk, tokens))
    return app


@asynccontextmanager
async def _at_work(
    duties: BackgroundTasks, failed: Callable[[BaseException], None]
) -> AsyncIterator[None]:
    work = asyncio.create_task(duties.run(), name="duties")

    def ended(task: asyncio.Task[None]) -> None:
        error = (None if task.cancelled() else task.exception()) or Ended("the duties ended")
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
