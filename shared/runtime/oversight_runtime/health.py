"""``/livez`` (the process only), ``/readyz`` (what it depends on) and ``/metrics``."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest

# A check answers None when well, else says in words what is wrong.
Check = Callable[[], Awaitable[str | None]]
DEADLINE = 2.0


def health_routes(checks: Mapping[str, Check], registry: CollectorRegistry = REGISTRY) -> APIRouter:
    """Routes for a service that depends on ``checks``, each named for what it checks."""
    routes = APIRouter(tags=["health"])

    @routes.get("/livez", summary="The process answers")
    async def livez() -> dict[str, str]:
        return {"status": "ok"}

    @routes.get("/readyz", summary="What the service depends on answers too")
    async def readyz() -> JSONResponse:
        outcomes = await asyncio.gather(*(_outcome(check) for check in checks.values()))
        failures = {name: why for name, why in zip(checks, outcomes, strict=True) if why}
        status = "unavailable" if failures else "ok"
        return JSONResponse({"status": status, "failing": failures}, 503 if failures else 200)

    @routes.get("/metrics", summary="Prometheus metrics", response_class=Response)
    async def metrics() -> Response:
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    return routes


async def _outcome(check: Check) -> str | None:
    # A failing dependency is an answer here, whatever it raises.
    try:
        return await asyncio.wait_for(check(), DEADLINE)
    except TimeoutError:
        return f"no answer within {DEADLINE:g} s"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
