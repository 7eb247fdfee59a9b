"""SIGKILL of the indicators in the middle of counting."""

import pytest
from tests.faults.feeding import Load
from tests.faults.size import Size
from tests.faults.stand import Stand

WITHIN_SECONDS = 15.0


@pytest.mark.parametrize(("load", "piece"), [(Load.BULK, 300), (Load.SINGLE, 20)])
def test_a_killed_worker_goes_on_where_it_had_committed(
    stand: Stand, size: Size, load: Load, piece: int
) -> None:
    with stand.trial(f"indicators killed, {load}", load, piece) as trying:
        for _ in range(size.tries(short=3, full=25)):
            with trying.recovery():
                stand.stack.kill("indicators")
                stand.stack.restart("indicators")

    assert max(trying.recoveries) <= WITHIN_SECONDS
