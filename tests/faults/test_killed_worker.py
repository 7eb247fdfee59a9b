"""SIGKILL of the indicators in the middle of counting."""

import time
from random import Random

import pytest
from tests.faults.feeding import Load
from tests.faults.freezing import freeze_in_transaction
from tests.faults.size import Size
from tests.faults.stand import Stand

WITHIN_SECONDS = 15.0
SEED = 4


@pytest.mark.parametrize(("load", "piece"), [(Load.BULK, 300), (Load.SINGLE, 20)])
def test_a_killed_worker_goes_on_where_it_had_committed(
    stand: Stand, size: Size, load: Load, piece: int
) -> None:
    chance = Random(SEED)
    with stand.trial(f"indicators killed, {load}", load, piece) as trying:
        for number in range(size.tries(short=2, full=25)):
            if number % 2:
                # Whatever it does then; every other time in a transaction for certain.
                time.sleep(chance.random())
            else:
                freeze_in_transaction(stand, "indicators")
            with trying.recovery():
                stand.stack.kill("indicators")
                stand.stack.restart("indicators")

    assert max(trying.recoveries) <= WITHIN_SECONDS
