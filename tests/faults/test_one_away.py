"""PostgreSQL, then the only broker, frozen, killed, and stopped in good order."""

import pytest
from tests.faults.outage import (
    BACK_WITHIN_SECONDS,
    SERVICE_NAMES,
    assert_accepted,
    assert_refused,
    outage,
)
from tests.faults.size import Size, chosen_size
from tests.faults.stand import Stand

from oversight_local.processes.termination import wait_until

# To the services what is stopped is what was killed: the short form leaves it out.
ENDED = ("killed", "stopped") if chosen_size().full else ("killed",)
WAYS = ("frozen", *ENDED)
NOTICED_SECONDS = 15.0
DEPENDENT = ("indicators", "alerts", "reporting")


def test_frozen_postgres_holds_up_the_count_and_no_202(stand: Stand, size: Size) -> None:
    with outage(stand, "PostgreSQL frozen") as away:
        for number in range(size.tries(short=1, full=2)):
            away.take("postgres", "frozen")
            assert_accepted(away.lasts(10))
            assert away.missing("ingest") == {}
            for service in DEPENDENT:
                assert "database" in away.missing(service)
            # After a minute of it the indicators may end, and are started again.
            assert_accepted(away.lasts(50 if size.full and number == 0 else 0))
            with away.back():
                away.give("postgres", "frozen")

    assert max(away.trying.recoveries) <= BACK_WITHIN_SECONDS


@pytest.mark.parametrize("how", ENDED)
def test_postgres_is_started_again_and_every_service_goes_on(
    stand: Stand, size: Size, how: str
) -> None:
    with outage(stand, f"PostgreSQL {how} and started again") as away:
        for _ in range(size.tries(short=1, full=2)):
            away.take("postgres", how)
            assert_accepted(away.lasts(3))
            assert away.missing("ingest") == {}
            for service in DEPENDENT:
                assert "database" in away.missing(service)
            with away.back():
                away.give("postgres", how)

    assert max(away.trying.recoveries) <= BACK_WITHIN_SECONDS


@pytest.mark.parametrize("how", WAYS)
def test_without_a_broker_events_are_refused_at_once_and_nobody_ends(
    stand: Stand, size: Size, how: str
) -> None:
    with outage(stand, f"the only broker {how}") as away:
        for number in range(size.tries(short=1, full=2)):
            before, unknown = away.processes(), away.unacknowledged()
            away.take("broker", how)
            assert_refused(away.lasts(70 if size.full and number == 0 else 12))
            assert away.unacknowledged() > unknown
            # Reporting asks after the broker when nothing came for a while.
            assert wait_until(lambda: all(map(away.missing, SERVICE_NAMES)), NOTICED_SECONDS)
            with away.back():
                away.give("broker", how)
            assert away.processes() == before

    assert max(away.trying.recoveries) <= BACK_WITHIN_SECONDS
