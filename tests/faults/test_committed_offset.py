"""Kafka's committed offset pushed ahead of what is counted, as after a message acked in flight.

Faust could commit past a message that was still being processed (faust-streaming issue 606).
"""

import asyncio

from tests.faults.event_log import EventLog
from tests.faults.figures import Positions
from tests.faults.size import Size
from tests.faults.stand import Stand

from oversight_contracts.topics import EVENTS


def test_a_worker_begins_at_what_it_counted_not_at_what_is_committed(
    stand: Stand, size: Size
) -> None:
    log = EventLog(stand.stack.file.kafka)
    with stand.trial("committed offset ahead, worker down") as trying:
        for _ in range(size.tries(short=1, full=10)):
            with trying.recovery():
                stand.stack.kill("indicators")
                committed = log.commit_ahead(EVENTS.partitions)
                assert passed_over(stand, committed) == EVENTS.partitions
                stand.stack.restart("indicators")


def test_a_partition_that_comes_back_is_read_from_what_is_counted(stand: Stand, size: Size) -> None:
    log = EventLog(stand.stack.file.kafka)
    with stand.trial("committed offset ahead, rebalance") as trying:
        for _ in range(size.tries(short=2, full=20)):
            with trying.recovery():
                committed = log.commit_ahead(1)
                assert passed_over(stand, committed) == len(committed)


def passed_over(stand: Stand, committed: Positions) -> int:
    """In how many partitions a reader at the committed offset would leave something out."""
    counted = asyncio.run(stand.figures.counted_to())
    return sum(counted[partition] < offset for partition, offset in committed.items())
