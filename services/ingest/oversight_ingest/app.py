"""The composition root: everything is built here and handed in."""

import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from typing import Any

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig
from prometheus_client import CollectorRegistry
from starlette.routing import Route

from oversight_contracts.definitions.catalogue import load_catalogue
from oversight_contracts.facts.areas import counted_areas
from oversight_contracts.topics import AREAS
from oversight_ingest.counted_areas import AreasTopic
from oversight_ingest.decode.modes import EventReader
from oversight_ingest.http.areas import area_routes
from oversight_ingest.http.concurrency import ConcurrencyLimit
from oversight_ingest.http.endpoints import Endpoints
from oversight_ingest.http.openapi import SECURITY, paths, schemas
from oversight_ingest.http.request_id import RequestId
from oversight_ingest.metrics import Metrics
from oversight_ingest.publish.events_topic import EventsTopic, KafkaEventsTopic
from oversight_ingest.publish.writer import EventWriter
from oversight_ingest.request.body import Patience
from oversight_ingest.request.request import RequestParser
from oversight_ingest.settings import IngestSettings
from oversight_ingest.validate.areas import AreaLookup
from oversight_ingest.validate.partitioner import Partitioner
from oversight_ingest.validate.validator import Validator
from oversight_projection.topic_log import KafkaTopicLog
from oversight_runtime.clock import Clock
from oversight_runtime.http.gate import put_gate_before
from oversight_runtime.http.health import health_routes
from oversight_runtime.http.problems import answer_with_problems
from oversight_runtime.http.tokens import Tokens
from oversight_runtime.kafka.producer import Publisher

# Metrics are Prometheus's; the framework would ask at every request whether there are others.
NO_TELEMETRY: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False}


def build(settings: IngestSettings, clock: Clock) -> FastAPI:
    """The service on the Kafka cluster that ``settings`` name.

    Raises ``BrokenDefinitions``, ``FileNotFoundError`` or ``ConfigurationError``: all definitions
    have to be whole, though only their areas are used, and these only before anything was counted.
    """
    catalogue = load_catalogue(settings.definitions)
    areas = AreaLookup(counted_areas(catalogue.forces, 0, catalogue.counting_hash))
    publisher = Publisher(
        settings.kafka_connection,
        idempotent=settings.kafka_idempotence,
        deadline=settings.acknowledge_seconds,
    )
    log = KafkaEventsTopic(settings.kafka_connection, settings.kafka_replication, publisher)
    topic = KafkaTopicLog(settings.kafka_connection, AREAS.name)
    following = AreasTopic(
        settings.kafka_connection, settings.kafka_replication, topic, areas, clock
    )
    return compose(settings, areas, clock, log, following.followed)


def compose(
    settings: IngestSettings,
    areas: AreaLookup,
    clock: Clock,
    log: EventsTopic,
    beside: Callable[[], AbstractAsyncContextManager[None]] = nullcontext,
) -> FastAPI:
    """The service on ``log``; ``beside`` is entered for as long as it serves."""
    registry = CollectorRegistry()
    metrics = Metrics(registry)
    validator = Validator(areas, Partitioner(log.partitions), clock)
    tokens = Tokens.load(settings.tokens)
    endpoints = Endpoints(
        RequestParser(
            tokens,
            Patience(settings.idle_seconds, settings.body_seconds, settings.slow_seconds),
        ),
        EventReader(validator, settings.pause_seconds),
        EventWriter(log, metrics),
        metrics,
        single_limit=ConcurrencyLimit(settings.singles_at_once, settings.singles_of_one),
        bulk_limit=ConcurrencyLimit(settings.bulk_at_once, settings.bulk_of_one),
        request_id=RequestId(lambda: secrets.token_hex(16)),
    )
    return _application(endpoints, areas, log, registry, tokens, beside)


class _Application(FastAPI):
    def openapi(self) -> dict[str, Any]:
        document = super().openapi()
        if not paths().keys() <= document["paths"].keys():
            document["paths"].update(paths())
            components = document.setdefault("components", {})
            components.setdefault("schemas", {}).update(schemas())
            components["securitySchemes"] = dict(SECURITY)
        return document


def _application(
    endpoints: Endpoints,
    areas: AreaLookup,
    log: EventsTopic,
    registry: CollectorRegistry,
    tokens: Tokens,
    beside: Callable[[], AbstractAsyncContextManager[None]],
) -> FastAPI:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await log.start()
        async with beside():
            yield
        await log.stop()

    app = _Application(
        title="Oversight ingest", version="0.1.0", lifespan=lifespan, telemetry=NO_TELEMETRY
    )
    answer_with_problems(app)
    put_gate_before(app, own_bodies=True)
    app.include_router(health_routes({"kafka": log.check}, registry, {"tokens": tokens.fault}))
    app.include_router(area_routes(areas))
    # Plain routes, asked first: the framework's reading of parameters, and its own routes before
    # ours, would cost as much as the event does.
    app.router.routes[:0] = [
        Route("/v1/events", endpoints.record, methods=["POST"], include_in_schema=False),
        Route("/v1/events/validate", endpoints.validate, methods=["POST"], include_in_schema=False),
    ]
    return app
