"""Health routes: ``/livez`` (the process), ``/readyz`` (what it depends on), ``/metrics``."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from oversight_runtime.http.check_metrics import CheckMetrics

# A check answers None when well, else says in words what is wrong.
Check = Callable[[], Awaitable[str | None]]
# The same of what a service can go on without.
Warn = Callable[[], str | None]
DEADLINE = 2.0


def health_routes(
    checks: Mapping[str, Check],
    registry: CollectorRegistry,
    warnings: Mapping[str, Warn] = MappingProxyType({}),
) -> APIRouter:
    """Routes for a service that depends on ``checks``, each named for what it checks.

    What is wrong by ``warnings`` is shown, and the service is ready all the same. ``/metrics`` is
    ``registry`` and how each check goes.
    """
    routes = APIRouter(tags=["health"])
    questions = {name: _Question(check) for name, check in checks.items()}
    own = CollectorRegistry()
    checked = CheckMetrics(own)

    async def failing() -> dict[str, str]:
        outcomes = await asyncio.gather(*(each.outcome() for each in questions.values()))
        return {name: why for name, why in zip(questions, outcomes, strict=True) if why}

    @routes.get("/livez", summary="The process answers")
    async def livez() -> dict[str, str]:
        return {"status": "ok"}

    @routes.get("/readyz", summary="What the service depends on answers too")
    async def readyz() -> JSONResponse:
        failures = await failing()
        status = "unavailable" if failures else "ok"
        document: dict[str, Any] = {"status": status, "failing": failures}
        if warned := {name: why for name, warn in warnings.items() if (why := warn())}:
            document["warnings"] = warned
        return JSONResponse(document, 503 if failures else 200)

    @routes.get("/metrics", summary="Prometheus metrics", response_class=Response)
    async def metrics() -> Response:
        failures = await failing()
        for name in questions:
            checked.note(name, well=name not in failures)
        exposed = generate_latest(registry) + generate_latest(own)
        return Response(exposed, media_type=CONTENT_TYPE_LATEST)

    return routes


class _Question:
    """One check, asked again only once it has answered.

    It is not cancelled: what a frozen database is asked takes as long to be called off. And asked
    anew each time, it would take every connection of the pool.
    """

    def __init__(self, check: Check) -> None:
        self._check = check
        self._asked: asyncio.Task[str | None] | None = None

    async def outcome(self) -> str | None:
        if self._asked is None or self._asked.done():
            self._asked = asyncio.create_task(self._ask())
        answered, _ = await asyncio.wait([self._asked], timeout=DEADLINE)
        return self._asked.result() if answered else f"no answer within {DEADLINE:g} s"

    async def _ask(self) -> str | None:
        # A failing dependency is an answer here, whatever it raises.
        try:
            return await self._check()
        except Exception as error:
            return f"{type(error).__name__}: {error}"
