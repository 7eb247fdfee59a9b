"""The service's HTTP: health, metrics and the API."""

from collections.abc import Callable
from datetime import datetime

from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from oversight_contracts.topics import DEAD_LETTERS, EVENTS
from oversight_indicators.web.routes import routes
from oversight_runtime.http.database_problems import answer_while_database_is_away
from oversight_runtime.http.gate import put_gate_before
from oversight_runtime.http.health import health_routes
from oversight_runtime.http.problems import answer_with_problems
from oversight_runtime.http.tokens import Tokens
from oversight_runtime.kafka.producer import Publisher
from oversight_runtime.postgres import Pool


def web_app(
    tokens: Tokens,
    pool: Pool,
    reading: Callable[[], bool],
    dead_letters: Publisher,
    now: Callable[[], datetime],
    registry: CollectorRegistry,
) -> FastAPI:
    """The application; ready while the database and Kafka answer and there is something to read."""

    async def database() -> None:
        await pool.fetchval("SELECT 1")

    async def kafka() -> str | None:
        return await dead_letters.check(DEAD_LETTERS.name)

    async def worker() -> str | None:
        return None if reading() else "no partition is assigned"

    app = FastAPI(title="Oversight indicators", version="1")
    answer_with_problems(app)
    answer_while_database_is_away(app)
    put_gate_before(app)
    checks = {"database": database, "kafka": kafka, "worker": worker}
    app.include_router(health_routes(checks, registry, {"tokens": tokens.fault}))
    app.include_router(routes(pool, tokens, EVENTS.name, now))
    return app
