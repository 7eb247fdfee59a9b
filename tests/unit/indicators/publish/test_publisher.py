"""What a round of publishing vouches for."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from oversight_contracts.facts.facts import Cut, Fact
from oversight_indicators.metrics import Metrics
from oversight_indicators.publish.publisher import TotalsPublisher

LOG = "cluster"
AT = datetime(2026, 11, 30, 12, tzinfo=UTC)


class FakeConnection:
    """A database where nothing is behind; ``active`` are the generations as they are asked for."""

    def __init__(self, *active: int) -> None:
        self._active = list(active)

    @asynccontextmanager
    async def transaction(self, **_: str) -> AsyncIterator[None]:
        yield

    async def fetchrow(self, _: str) -> dict[str, Any]:
        return {"id": self._active.pop(0), "definitions": "x"}

    async def fetchval(self, *_: object) -> str:
        return LOG

    async def fetch(self, *_: object) -> list[Any]:
        return []

    async def execute(self, *_: object) -> str:
        return ""

    async def executemany(self, *_: object) -> None:
        return


class KeptFacts:
    """The fact log."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []

    async def name(self) -> str:
        return LOG

    async def claim(self) -> None:
        return

    async def send(self, facts: Iterable[Fact]) -> None:
        self.facts += facts


@pytest.mark.parametrize(("active", "cuts"), [((1, 1), 1), ((1, 2), 0)])
async def test_no_cut_vouches_for_a_generation_that_was_left_meanwhile(
    active: tuple[int, int], cuts: int
) -> None:
    """Counting the log again empties tables under whoever has looked at the database before."""
    facts = KeptFacts()
    connection: Any = FakeConnection(*active)
    registry = CollectorRegistry()
    publisher = TotalsPublisher(connection, "events", facts, Metrics(registry), lambda: AT)
    published = await publisher.publish()
    assert len([each for each in facts.facts if isinstance(each, Cut)]) == cuts
    assert (published is not None) == bool(cuts)
    told = registry.get_sample_value("oversight_indicators_cut_seconds")
    assert told == (AT.timestamp() if cuts else 0)
