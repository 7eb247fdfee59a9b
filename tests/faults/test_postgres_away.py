"""PostgreSQL frozen, killed, and stopped in good order."""

import pytest
from tests.faults.outage import (
    BACK_WITHIN_SECONDS,
    assert_accepted,
    outage,
)
from tests.faults.size import Size
from tests.faults.stand import Stand

DEPENDENT = ("indicators", "alerts", "reporting")


def test_frozen_postgres_holds_up_the_count_and_no_202(stand: Stand, size: Size) -> None:
    with outage(stand, "PostgreSQL frozen") as away:
        for _ in range(size.tries(short=1, full=2)):
            stand.stack.pause("postgres")
            assert_accepted(away.lasts(60 if size.full else 15))
            assert away.missing("ingest") == {}
            for service in DEPENDENT:
                assert "database" in away.missing(service)
            with away.back():
                stand.stack.resume("postgres")

    assert max(away.trying.recoveries) <= BACK_WITHIN_SECONDS


@pytest.mark.parametrize("how", ["killed", "stopped"])
def test_postgres_is_started_again_and_every_service_goes_on(
    stand: Stand, size: Size, how: str
) -> None:
    take_away = stand.stack.kill if how == "killed" else stand.stack.end
    with outage(stand, f"PostgreSQL {how} and started again") as away:
        for _ in range(size.tries(short=1, full=5)):
            take_away("postgres")
            assert_accepted(away.lasts(3))
            assert away.missing("ingest") == {}
            for service in DEPENDENT:
                assert "database" in away.missing(service)
            with away.back():
                stand.stack.restart("postgres")

    assert max(away.trying.recoveries) <= BACK_WITHIN_SECONDS
