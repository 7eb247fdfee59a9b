"""A parameter that stands twice in a query is refused by name, on every route of every service."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

import httpx
import pytest
from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from tests.contract.documents.openapi import applications

from oversight_indicators.web.app import web_app
from oversight_runtime.http.gate import MORE_THAN_ONCE
from oversight_runtime.http.tokens import Tokens

SERVICES = ("ingest", "indicators", "alerts", "reporting")


@pytest.fixture(scope="module")
def apps(definitions: Path) -> dict[str, FastAPI]:
    nothing = cast(Any, None)
    web = web_app(
        *(Tokens(()), nothing, lambda: True, nothing),
        *(lambda: datetime.now(UTC), CollectorRegistry()),
    )
    return {**applications(definitions), "indicators": web}


def addresses(app: FastAPI) -> Iterator[tuple[str, str]]:
    for path, operations in app.openapi()["paths"].items():
        for method in operations:
            yield method.upper(), quote(path)
    for route in app.routes:
        for method in getattr(route, "methods", None) or ["GET"]:
            yield method, quote(getattr(route, "path", "/"))
    yield "GET", "/nowhere"


def allowed_several(app: FastAPI) -> dict[str, list[str]]:
    """The parameters that are lists, by the path that takes them."""
    return {
        path: [each["name"] for each in found if each["schema"].get("type") == "array"]
        for path, operations in app.openapi()["paths"].items()
        if (found := operations.get("get", {}).get("parameters"))
    }


def client_of(app: FastAPI) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://service")


@pytest.mark.parametrize("service", SERVICES)
async def test_it_is_refused_by_its_name(apps: dict[str, FastAPI], service: str) -> None:
    async with client_of(apps[service]) as client:
        for method, address in addresses(apps[service]):
            for query, name in (("from=a&from=b", "from"), ("x=1&fr%6fm=&y&from=", "from")):
                answer = await client.request(method, f"{address}?{query}")
                assert answer.status_code == 422, f"{method} {address}: {answer.status_code}"
                if method == "HEAD" or "html" in answer.headers["content-type"]:
                    assert method == "HEAD" or f"query.{name}" in answer.text, address
                    continue
                fault = {"field": f"query.{name}", "reason": MORE_THAN_ONCE}
                assert answer.json()["errors"] == [fault], f"{method} {address}"


@pytest.mark.parametrize("service", SERVICES)
async def test_what_is_a_list_may_have_several(apps: dict[str, FastAPI], service: str) -> None:
    async with client_of(apps[service]) as client:
        for path, names in allowed_several(apps[service]).items():
            for name in names:
                answer = await client.get(f"{path}?{name}=a&{name}=b")
                assert MORE_THAN_ONCE not in answer.text, f"{path} {name}"
