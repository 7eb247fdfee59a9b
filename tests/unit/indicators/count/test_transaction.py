"""A transaction that has many dead letters to send."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, cast

from tests.unit.indicators.catalogues import catalogue

from oversight_indicators.contributions.compiler import Contributions
from oversight_indicators.count.transaction import DEAD_LETTERS_AT_ONCE, Transactions
from oversight_indicators.events.batch import Batch
from oversight_indicators.events.model import Checkpoint, EventPosition, PoisonEvent
from oversight_indicators.events.revisions import Outcome
from oversight_runtime.postgres import Pool

DEFINITIONS = "x"
ROW = {"id": 1, "definitions": DEFINITIONS, "grown": False, "catching_up": False}


class Witness:
    """A database that agrees to everything, and the log of dead letters: what they were asked."""

    def __init__(self) -> None:
        self.asked: list[int | str] = []

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator["Witness"]:
        yield self

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        yield
        self.asked.append("committed")

    async def execute(self, query: str, *_: object) -> str:
        self.asked.append(query)
        return "UPDATE 1"

    async def fetchval(self, *_: object) -> bool:
        return True

    async def fetchrow(self, *_: object) -> dict[str, Any]:
        return ROW

    async def fetch(self, *_: object) -> list[Any]:
        return []

    async def copy_records_to_table(self, *_: object, **__: object) -> None:
        return

    async def send(self, poisons: Iterable[PoisonEvent], at: datetime) -> None:
        self.asked.append(len(list(poisons)))


async def test_dead_letters_go_out_some_at_a_time_and_the_transaction_is_not_idle_meanwhile() -> (
    None
):
    """Kafka has seconds for what it is given at once, and the server's patience is as short."""
    witness = Witness()
    definitions = catalogue(
        {"measure": "count", "counts": {"kind": "incident", "at": "received_at"}}
    )
    transactions = Transactions(
        cast(Pool, cast(Any, witness)),
        "events",
        Contributions(definitions),
        DEFINITIONS,
        witness,
        lambda: datetime.now(UTC),
    )
    many = 2 * DEAD_LETTERS_AT_ONCE + 1
    entries = [
        PoisonEvent(EventPosition(0, 0, n), "no object", None, None, b"0") for n in range(many)
    ]
    batch = Batch(1, {0: 0}, {0: Checkpoint("log", 1)}, entries, {(0, 0): 7})

    outcomes = await transactions.count(batch)

    assert outcomes[Outcome.DEAD_LETTERED] == many
    sent = [place for place, each in enumerate(witness.asked) if isinstance(each, int)]
    assert [witness.asked[place] for place in sent] == [
        DEAD_LETTERS_AT_ONCE,
        DEAD_LETTERS_AT_ONCE,
        1,
    ]
    assert all(later - earlier > 1 for earlier, later in zip(sent, sent[1:], strict=False))
    assert witness.asked[-1] == "committed"
