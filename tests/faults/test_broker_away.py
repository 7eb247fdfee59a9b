"""The only broker frozen, killed, and stopped in good order."""

import pytest
from tests.faults.outage import (
    BACK_WITHIN_SECONDS,
    SERVICE_NAMES,
    assert_refused,
    outage,
)
from tests.faults.size import Size
from tests.faults.stand import Stand


@pytest.mark.parametrize("how", ["frozen", "killed", "stopped"])
def test_without_a_broker_events_are_refused_at_once_and_nobody_ends(
    stand: Stand, size: Size, how: str
) -> None:
    with outage(stand, f"the only broker {how}") as away:
        for _ in range(size.tries(short=1, full=3)):
            before, unknown = away.processes(), away.unacknowledged()
            away.take("broker", how)
            assert_refused(away.lasts(70 if size.full else 12))
            assert away.unacknowledged() > unknown
            for service in SERVICE_NAMES:
                assert away.missing(service)
            with away.back():
                away.give("broker", how)
            assert away.processes() == before

    assert max(away.trying.recoveries) <= BACK_WITHIN_SECONDS
