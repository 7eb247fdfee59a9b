"""What comes in and how: shuffled, twice, past what Kafka has as committed, and poisoned."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice

import pytest
from tests.faults.event_log import EventLog
from tests.faults.feeding import Load, post
from tests.faults.figures import Positions
from tests.faults.poison import Apothecary
from tests.faults.size import Size
from tests.faults.sorts_of_poison import REFUSED, cases
from tests.faults.stand import Stand
from tests.faults.stream import shuffled

from oversight_contracts.topics import EVENTS
from oversight_local.client.change import Change
from oversight_local.client.ingest import feed_client

SENT_SECONDS = 900.0
LETTER_SECONDS = 5.0
REDELIVERED = "SELECT sum(redeliveries) FROM indicators.receipts WHERE id = ANY($1)"
OUTCOMES = "SELECT id, outcome FROM indicators.receipts WHERE id = ANY($1)"
# Not valid: what was refused before has been corrected since, and is there.
REFUSE = (
    "ALTER TABLE indicators.records ADD CONSTRAINT fault"
    f" CHECK (key NOT LIKE '%/{REFUSED}%') NOT VALID"
)
ALLOW = "ALTER TABLE indicators.records DROP CONSTRAINT fault"


@pytest.mark.parametrize(
    ("load", "piece", "short", "full"),
    [(Load.BULK, 300, 2_000, 30_000), (Load.SINGLE, 50, 300, 4_000)],
)
def test_a_shuffled_stream_comes_to_what_is_counted_in_one_go(
    stand: Stand, size: Size, load: Load, piece: int, short: int, full: int
) -> None:
    changes = list(islice(stand.changes(), size.tries(short, full)))
    stream = shuffled(changes, stand.seed)
    fault = f"10% sent twice, all shuffled, {load}"
    with stand.trial(fault, load, piece, changes=iter(stream)) as trying:
        trying.feeding.wait_sent(SENT_SECONDS)
        trying.tries = 1

    distinct = {change.id for change in changes}
    rows = asyncio.run(stand.figures.sql(REDELIVERED, list(distinct)))
    assert rows[0]["sum"] >= len(stream) - len(distinct)


def test_a_worker_begins_at_what_it_counted_not_at_what_is_committed(
    stand: Stand, size: Size
) -> None:
    """Faust could commit past a message still in flight (faust-streaming, issue 606)."""
    log = EventLog(stand.stack.file.kafka)
    with stand.trial("committed offset ahead, worker down") as trying:
        for _ in range(size.tries(short=1, full=4)):
            with trying.recovery():
                stand.stack.kill("indicators")
                committed = log.commit_ahead(EVENTS.partitions)
                assert passed_over(stand, committed) == EVENTS.partitions
                stand.stack.restart("indicators")


def test_a_partition_that_comes_back_is_read_from_what_was_counted(
    stand: Stand, size: Size
) -> None:
    log = EventLog(stand.stack.file.kafka)
    with stand.trial("committed offset ahead, rebalance") as trying:
        for _ in range(size.tries(short=2, full=8)):
            with trying.recovery():
                committed = log.commit_ahead(1)
                assert passed_over(stand, committed) == len(committed)


def test_poison_is_dead_lettered_and_what_corrects_it_counts_once(stand: Stand, size: Size) -> None:
    apothecary = Apothecary(stand.stack.file.kafka)
    outcomes: dict[str, str] = {}
    with stand.trial("poison of every sort") as trying:
        for _ in range(size.tries(short=1, full=8)):
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

    assert max(trying.recoveries) <= LETTER_SECONDS
    rows = asyncio.run(stand.figures.sql(OUTCOMES, list(outcomes)))
    assert {row["id"]: row["outcome"] for row in rows} == outcomes


def passed_over(stand: Stand, committed: Positions) -> int:
    """In how many partitions a reader at the committed offset would leave something out."""
    counted = asyncio.run(stand.figures.counted_to())
    return sum(counted[partition] < offset for partition, offset in committed.items())


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
