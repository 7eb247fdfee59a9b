"""Whatever indicators is sent, it answers, and never with a failure of its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from prometheus_client import CollectorRegistry
from tests.any_input import addressed, assert_answered, assert_no_failure, documented

from oversight_indicators.settings import MIGRATIONS, SCHEMA
from oversight_indicators.web.app import web_app
from oversight_runtime.clock import utc_now
from oversight_runtime.http.tokens import Grant, Role, Tokens, hash_token
from oversight_runtime.kafka.producer import Publisher
from oversight_runtime.postgres import migrate, open_pool

ADDRESSES = {
    "/v1/receipts/{}/{}": (),
    "/v1/receipts?x": ("source", "id"),
    "/v1/receipts?source=a&id=b": ("source", "id"),
    "/v1/records?kind=crime&force=west-midlands": ("kind", "force", "prefix"),
    "/v1/reconciliation": ("source", "from", "to"),
}


@pytest.fixture
async def client(database_url: str) -> AsyncIterator[httpx.AsyncClient]:
    """The routes on a database that has counted nothing; nothing else of the service runs."""
    await migrate(database_url, SCHEMA, MIGRATIONS)
    pool = await open_pool(database_url, SCHEMA)
    tokens = Tokens([Grant(sha256=hash_token("admin"), name="admin", role=Role.ADMIN)])
    away = Publisher("127.0.0.1:1", idempotent=False)
    app = web_app(tokens, pool, lambda: True, away, utc_now, CollectorRegistry())
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://indicators") as client:
        yield client
    await pool.close()


async def test_no_input_is_a_failure_of_indicators(
    client: httpx.AsyncClient, checkout: Path
) -> None:
    await assert_no_failure(client, addressed(ADDRESSES), "admin")
    await assert_answered(client, documented(checkout, "indicators"), "admin")
