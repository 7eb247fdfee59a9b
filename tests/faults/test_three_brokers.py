"""One of three brokers, then two, frozen, killed and stopped in good order."""

from collections.abc import Iterator
from itertools import cycle

import pytest
from tests.faults.outage import (
    BACK_WITHIN_SECONDS,
    assert_refused,
    outage,
    wait_all_well,
)
from tests.faults.size import Size
from tests.faults.stand import Stand
from tests.faults.table import Table

from oversight_contracts.definitions.catalogue import Catalogue

WAYS = ("frozen", "killed", "stopped")
BROKERS = ("broker-1", "broker-2", "broker-3")
# Clients ask any broker who leads now, the frozen one too: they wait for its answer, up to 8 s, and
# may ask it again before another has told them that it is out.
FROZEN_BACK_WITHIN_SECONDS = 60.0


@pytest.fixture(scope="module")
def stand(
    tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue, table: Table
) -> Iterator[Stand]:
    folder = tmp_path_factory.mktemp("three")
    with Stand.running(folder, catalogue, table, brokers=3) as running:
        yield running


def test_two_of_three_brokers_are_enough(stand: Stand, size: Size) -> None:
    refused: list[float] = []
    # Of three as they start the first does most: it leads, and keeps the others together.
    ways = WAYS if size.full else WAYS[:1]
    with outage(stand, f"one of three brokers {', '.join(ways)}") as away:
        for _ in range(size.tries(short=1, full=2)):
            for broker, how in zip(BROKERS, ways, strict=False):
                before = away.processes()
                with away.back():
                    away.take(broker, how)
                    refused.append(away.until_accepted())
                assert away.processes() == before
                assert away.trying.recoveries[-1] <= back_within(how)
                away.give(broker, how)
                wait_all_well(stand)
        away.remarks.append(f"accepted again after {max(refused):.1f} s")

    # A broker is missed after 6 s, a request after 5, and the next that is asked may be frozen.
    assert max(refused) <= BACK_WITHIN_SECONDS


def test_one_of_three_brokers_acknowledges_nothing(stand: Stand, size: Size) -> None:
    ways = WAYS if size.full else WAYS[1:2]
    with outage(stand, f"two of three brokers {', '.join(ways)}") as away:
        for how, pair in zip(ways, cycle((BROKERS[:2], BROKERS[1:])), strict=False):
            before = away.processes()
            for broker in pair:
                away.take(broker, how)
            assert_refused(away.lasts(60 if size.full else 8))
            assert "kafka" in away.missing("ingest")
            with away.back():
                for broker in pair:
                    away.give(broker, how)
            assert away.processes() == before
            assert away.trying.recoveries[-1] <= back_within(how)


def back_within(how: str) -> float:
    """The seconds within which everything works without a broker that is away in this way."""
    return FROZEN_BACK_WITHIN_SECONDS if how == "frozen" else BACK_WITHIN_SECONDS
