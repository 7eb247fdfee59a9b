"""A stream in any order, a tenth of it twice: what counts is in the records, not in their order."""

import asyncio
from itertools import islice

import pytest
from tests.faults.feeding import Load
from tests.faults.size import Size
from tests.faults.stand import Stand
from tests.faults.stream import shuffled

SENT_SECONDS = 900.0
REDELIVERED = "SELECT sum(redeliveries) FROM indicators.receipts WHERE id = ANY($1)"


@pytest.mark.parametrize(
    ("load", "piece", "short", "full"),
    [(Load.BULK, 300, 5_000, 60_000), (Load.SINGLE, 50, 800, 8_000)],
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
