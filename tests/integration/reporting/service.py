"""The service in this process, asked over its own HTTP."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from tests.brokers import idempotent
from tests.integration.reporting.publishing import CUT_AT, Publishing

from oversight_reporting.app import create_app
from oversight_reporting.render.chart_renderer import ChartRenderer
from oversight_reporting.settings import ReportingSettings
from oversight_runtime.http.tokens import Grant, Role, TokenFile, hash_token
from oversight_runtime.supervision import Ending

NOW = CUT_AT + timedelta(minutes=5)
# A process that draws is started by the first test that needs one, and what it drew is kept: the
# figures of most tests are the same. That the service has one of its own, `test_drawing.py` tries.
CHARTS = ChartRenderer()
DRAWN: dict[str, str] = {}


@dataclass
class Service:
    """A running service and what feeds it."""

    client: httpx.AsyncClient
    publishing: Publishing
    # What would have ended the process.
    ended: list[Ending]

    async def json(self, path: str, **parameters: str) -> Any:
        """The answer to a question that must succeed."""
        answer = await self.client.get(path, params=_named(parameters))
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def refusal(self, path: str, **parameters: str) -> tuple[int, str]:
        """The status and the parameter named by a problem."""
        answer = await self.client.get(path, params=_named(parameters))
        assert answer.headers["content-type"] == "application/problem+json"
        return answer.status_code, answer.json()["errors"][0]["field"]

    async def cut_at(self, offset: int, generation: int | None = None) -> None:
        """Wait until figures are as at a cut that reached ``offset``."""

        async def reached() -> bool:
            found = await self.json("/v1/position")
            positions = found["positions"] or [{"offset": -1}]
            return bool(
                positions[0]["offset"] == offset and generation in (None, found["generation"])
            )

        await until(reached)

    async def freeze(self, **body: str) -> httpx.Response:
        """Ask for a snapshot as the secretariat."""
        return await self.client.post(
            "/v1/snapshots",
            json=_named(body),
            headers={"Authorization": "Bearer secretariat-token"},
        )


async def until(holds: Callable[[], Awaitable[bool]], seconds: float = 20) -> None:
    """Wait for a condition, at most so long."""
    deadline = time.monotonic() + seconds
    while not await holds():
        assert time.monotonic() < deadline, "it did not come about in time"
        await asyncio.sleep(0.02)


@asynccontextmanager
async def running(settings: ReportingSettings, publishing: Publishing) -> AsyncIterator[Service]:
    """The service from start to stop."""
    ended: list[Ending] = []
    app = create_app(settings, ended.append, lambda: NOW, _drawn)
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://reporting") as client,
    ):
        yield Service(client, publishing, ended)


async def _drawn(specification: str) -> str:
    if specification not in DRAWN:
        DRAWN[specification] = await CHARTS.svg(specification)
    return DRAWN[specification]


def settings_for(
    kafka: str, database_url: str, definitions: Path, folder: Path
) -> ReportingSettings:
    """Settings with a token of each role, named after it."""
    grants = [
        Grant(sha256=hash_token(f"{role}-token"), name=f"the-{role}", role=role)
        for role in (Role.OVERSIGHT, Role.SECRETARIAT)
    ]
    owned = {"source": "urn:staffordshire:crimes", "forces": ("staffordshire",), "kinds": ("*",)}
    grants.append(Grant(sha256=hash_token("feed-token"), name="the-feed", role=Role.FEED, **owned))
    tokens = folder / "tokens.json"
    tokens.write_text(TokenFile(tokens=tuple(grants)).model_dump_json())
    return ReportingSettings(
        kafka=kafka,
        kafka_idempotence=idempotent(),
        database_url=database_url,
        definitions=definitions,
        tokens=tokens,
        read_access="open",
    )


def _named(parameters: dict[str, str]) -> dict[str, str]:
    # `from` is no name for an argument.
    return {name.rstrip("_"): value for name, value in parameters.items()}
