"""Poison in the log while a feed sends: dead-lettered at once, and the partitions go on."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from tests.faults.feeding import post
from tests.faults.poison import Apothecary
from tests.faults.size import Size
from tests.faults.sorts_of_poison import REFUSED, cases
from tests.faults.stand import Stand

from oversight_local.feeds.events import Change
from oversight_local.feeds.ingest import feed_client

WITHIN_SECONDS = 5.0
RECEIPTS = "SELECT id, outcome FROM indicators.receipts WHERE id = ANY($1)"
REFUSE = f"ALTER TABLE indicators.records ADD CONSTRAINT fault CHECK (key NOT LIKE '%/{REFUSED}%')"
ALLOW = "ALTER TABLE indicators.records DROP CONSTRAINT fault"


def test_poison_is_dead_lettered_and_what_corrects_it_counts_once(stand: Stand, size: Size) -> None:
    apothecary = Apothecary(stand.stack.file.kafka)
    outcomes: dict[str, str] = {}
    with stand.trial("poison of every sort") as trying:
        for _ in range(size.tries(short=1, full=20)):
            given = cases(stand.changes(), stand.ledger.source)
            with refusing(stand):
                accept(stand, (change for case in given for change in case.before))
                answers = apothecary.dead_lettered([case.poison for case in given])
            for case in given:
                stand.ledger.accepted(case.beside)
            accept(stand, (case.correction for case in given if case.correction))
            outcomes |= {case.id: case.outcome for case in given if case.id}
            trying.recoveries += [answer.seconds for answer in answers]
            trying.tries += len(answers)

    slowest = max(answers, key=lambda answer: answer.seconds)
    assert max(trying.recoveries) <= WITHIN_SECONDS, slowest.poison.name
    rows = asyncio.run(stand.figures.sql(RECEIPTS, list(outcomes)))
    assert {row["id"]: row["outcome"] for row in rows} == outcomes


def accept(stand: Stand, changes: Iterable[Change]) -> None:
    """Send these through ingest, each on its own."""
    with feed_client(stand.stack.file) as client:
        for change in changes:
            post(client, change, stand.ledger.source)
            stand.ledger.accepted([change])


@contextmanager
def refusing(stand: Stand) -> Iterator[None]:
    """While it lasts, the database takes no record whose id begins with a certain word."""
    asyncio.run(stand.figures.sql(REFUSE))
    try:
        yield
    finally:
        asyncio.run(stand.figures.sql(ALLOW))
