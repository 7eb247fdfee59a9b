"""The service on a log in memory, with its clock at NOW."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.unit.ingest.builders import NOW, settings
from tests.unit.ingest.fakes import FakeLog

from oversight_contracts.definitions.catalogue import load_catalogue
from oversight_contracts.facts.areas import CountedAreas, counted_areas
from oversight_ingest.app import compose
from oversight_ingest.validate.areas import AreaLookup

Client = httpx.AsyncClient
MakeClient = Callable[..., Any]


@pytest.fixture
def log() -> FakeLog:
    return FakeLog()


@pytest.fixture(scope="session")
def counted(definitions: Path) -> CountedAreas:
    return counted_areas(load_catalogue(definitions).forces, 0, "")


@pytest.fixture
def areas(counted: CountedAreas) -> AreaLookup:
    return AreaLookup(counted)


@pytest.fixture
async def make_client(
    tmp_path: Path, definitions: Path, areas: AreaLookup, log: FakeLog
) -> AsyncIterator[MakeClient]:
    """``await make_client(bulk_at_once=1)``: a client of a service with such settings."""
    async with AsyncExitStack() as stack:

        async def make(**changes: Any) -> Client:
            app = compose(settings(tmp_path, definitions, **changes), areas, lambda: NOW, log)
            await stack.enter_async_context(app.router.lifespan_context(app))
            transport = httpx.ASGITransport(app)
            client = httpx.AsyncClient(transport=transport, base_url="http://ingest")
            return await stack.enter_async_context(client)

        yield make


@pytest.fixture
async def client(make_client: MakeClient) -> Client:
    return await make_client()  # type: ignore[no-any-return]
