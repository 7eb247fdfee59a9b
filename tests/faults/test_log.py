"""The log itself: cut, made anew under the same name, lost with its cluster."""

import asyncio
import shutil
from collections.abc import Iterator
from itertools import islice

import pytest
from tests.e2e.command import oversight
from tests.faults.event_log import EventLog
from tests.faults.figures import Positions
from tests.faults.resending import send_again
from tests.faults.size import Size
from tests.faults.stand import Stand
from tests.faults.table import Table

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_local.processes.termination import wait_until
from oversight_local.stack.services import readiness

PIECE = 50
SECONDS = 60.0
# A feed sends as many records anew as were counted before, and that may have gone on for long.
ANEW_SECONDS = 300.0
WORKER = "indicators"


@pytest.fixture(scope="module")
def stand(
    tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue, table: Table
) -> Iterator[Stand]:
    """A stack whose log may be spoilt."""
    with Stand.running(tmp_path_factory.mktemp("log"), catalogue, table) as running:
        yield running


def test_what_was_counted_is_not_missed(stand: Stand, size: Size) -> None:
    log = EventLog(stand.stack.file.kafka)
    with stand.trial("log cut up to what is counted", piece=PIECE, log_stays=False) as trying:
        for _ in range(size.tries(short=1, full=4)):
            with trying.recovery():
                log.cut(counted(stand))
            with trying.recovery():
                stand.stack.kill(WORKER)
                log.cut(counted(stand))
                stand.stack.restart(WORKER)


def test_a_topic_made_anew_on_the_same_cluster_stops_the_worker(stand: Stand, size: Size) -> None:
    """Not the last, which would take as long again as the feed has sent before."""
    log, said = EventLog(stand.stack.file.kafka), list[str]()
    with stand.trial("topic deleted and made again", piece=PIECE, log_stays=False) as trying:
        for _ in range(size.tries(short=1, full=2)):
            with stand.stack.supervised(said.append), trying.recovery():
                said.clear()
                # Fewer records than were counted, then more.
                log.remake()
                reached = wait_stopped(stand, said, "the log was replaced or cut")
                wait_beyond(log, reached)
                said.clear()
                assert wait_stopped(stand, said, "the log was replaced or cut") == reached
                trying.remark = go_on(stand)


def test_a_worker_that_lacks_records_stops_and_names_them(stand: Stand, size: Size) -> None:
    log, said = EventLog(stand.stack.file.kafka), list[str]()
    with stand.trial("log cut beyond what is counted", piece=PIECE, log_stays=False) as trying:
        for _ in range(size.tries(short=1, full=3)):
            with stand.stack.supervised(said.append), trying.recovery():
                said.clear()
                stand.stack.pause(WORKER)
                # What it had asked for is answered with the first that comes; nothing after it is.
                ends = wait_beyond(log, wait_beyond(log, log.ends()))
                log.cut(ends)
                stand.stack.resume(WORKER)
                reached = wait_stopped(stand, said, "are missing from the log", times=2)
                for partition, end in ends.items():
                    gap = f"offsets {reached[partition]} to {end - 1} of partition {partition}"
                    assert gap in said[-1]
                trying.remark = go_on(stand)


def test_a_new_empty_cluster_is_counted_from_its_beginning(
    stand: Stand, size: Size, catalogue: Catalogue, table: Table
) -> None:
    """The last of this module: it ends the stack it was given."""
    folder = stand.stack.file.data
    stand.stack.stop()
    shutil.rmtree(folder / "kafka")
    with Stand.running(folder, catalogue, table) as anew:
        anew.ledger, anew.seed = stand.ledger, stand.seed
        again = islice(list(stand.ledger.changes.values()), size.tries(3_000, 100_000))
        with anew.trial("Kafka's folder lost", piece=300, changes=again, log_stays=False) as trying:
            trying.feeding.wait_sent(ANEW_SECONDS)
            trying.tries = 1


def counted(stand: Stand) -> Positions:
    """How far every partition is counted."""
    return asyncio.run(stand.figures.counted_to())


def wait_beyond(log: EventLog, reached: Positions) -> Positions:
    """Wait until every partition holds more than was counted; answers where they end."""
    found: list[Positions] = []

    def beyond() -> bool:
        found.append(log.ends())
        return all(found[-1].get(partition, 0) > offset for partition, offset in reached.items())

    assert wait_until(beyond, ANEW_SECONDS), f"{found[-1]} is not beyond {reached}"
    return found[-1]


def wait_stopped(stand: Stand, said: list[str], reason: str, times: int = 1) -> Positions:
    """Wait until the worker has ended for ``reason`` so often; it is started again in between.

    Answers how far things are counted, which is no further in the end than after the first time.
    """
    assert wait_until(lambda: len(said) > 0, SECONDS), "it goes on"
    reached = counted(stand)
    assert readiness(stand.stack.url(WORKER)) is not None
    assert wait_until(lambda: len(said) >= times, SECONDS), said
    assert all("ended with 1" in each and reason in each for each in said), "\n".join(said)
    assert counted(stand) == reached
    return reached


def go_on(stand: Stand) -> str:
    """Do what the worker says is to be done; answers a remark for the table."""
    printed = oversight(stand.stack.file.data, "accept-log")
    assert printed.count("goes on at offset") >= 1, printed
    stand.stack.restart(WORKER)
    return f"{send_again(stand):,} events sent again by the feed"
