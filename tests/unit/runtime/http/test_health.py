import asyncio

import httpx
import pytest
from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from oversight_runtime.http.health import DEADLINE, Check, health_routes


async def well() -> str | None:
    return None


async def unwell() -> str | None:
    return "no broker answers"


async def failing() -> str | None:
    raise ConnectionRefusedError("not there")


async def silent() -> str | None:
    await asyncio.Event().wait()
    return None


async def get(path: str, **checks: Check) -> httpx.Response:
    app = FastAPI()
    app.include_router(health_routes(checks, CollectorRegistry()))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://service") as client:
        return await client.get(path)


async def test_a_process_lives_whatever_it_depends_on() -> None:
    answer = await get("/livez", kafka=failing)
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


async def test_a_service_is_ready_when_all_it_depends_on_is() -> None:
    answer = await get("/readyz", kafka=well, database=well)
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "failing": {}})


@pytest.mark.parametrize(
    ("check", "why"),
    [
        (unwell, "no broker answers"),
        (failing, "ConnectionRefusedError: not there"),
        (silent, f"no answer within {DEADLINE:g} s"),
    ],
)
async def test_what_is_not_ready_is_named_with_the_reason(check: Check, why: str) -> None:
    answer = await get("/readyz", kafka=check, database=well)
    assert answer.status_code == 503
    assert answer.json() == {"status": "unavailable", "failing": {"kafka": why}}


async def test_metrics_are_in_prometheus_own_form() -> None:
    answer = await get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    assert "process_start_time_seconds" in answer.text


async def test_metrics_name_what_a_service_waits_for() -> None:
    lines = (await get("/metrics", kafka=failing, database=well)).text.splitlines()
    assert 'oversight_check_well{check="kafka"} 0.0' in lines
    assert 'oversight_check_well{check="database"} 1.0' in lines


async def test_what_has_not_answered_is_not_asked_again() -> None:
    asked, answered = 0, asyncio.Event()

    async def frozen() -> str | None:
        nonlocal asked
        asked += 1
        await answered.wait()
        return None

    app = FastAPI()
    app.include_router(health_routes({"database": frozen}, CollectorRegistry()))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://service") as client:
        for _ in range(2):
            assert (await client.get("/readyz")).status_code == 503
        assert asked == 1
        answered.set()
        assert (await client.get("/readyz")).status_code == 200


async def test_what_a_service_can_go_on_without_is_shown() -> None:
    app = FastAPI()
    told: list[str | None] = [None]
    warnings = {"tokens": lambda: told[0]}
    app.include_router(health_routes({"kafka": well}, CollectorRegistry(), warnings))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://service") as client:
        assert (await client.get("/readyz")).json() == {"status": "ok", "failing": {}}
        told[0] = "broken"
        answer = await client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["warnings"] == {"tokens": "broken"}
