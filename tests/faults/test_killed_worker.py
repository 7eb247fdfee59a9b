"""SIGKILL of the indicators in the middle of counting."""

import time
from random import Random

import pytest
from tests.faults.feeding import Load
from tests.faults.freezing import freeze_in_transaction
from tests.faults.size import Size
from tests.faults.stand import Stand

WITHIN_SECONDS = 15.0
LOADS = [(Load.BULK, 300), (Load.SINGLE, 20)]
SEED = 4


@pytest.mark.parametrize(("load", "piece"), LOADS)
def test_a_killed_worker_goes_on_where_it_had_committed(
    stand: Stand, size: Size, load: Load, piece: int
) -> None:
    chance = Random(SEED)
    with stand.trial(f"indicators killed, {load}", load, piece) as trying:
        for _ in range(size.tries(short=2, full=15)):
            time.sleep(chance.random())
            with trying.recovery():
                stand.stack.kill("indicators")
                stand.stack.restart("indicators")

    assert max(trying.recoveries) <= WITHIN_SECONDS


@pytest.mark.parametrize(("load", "piece"), LOADS)
def test_a_worker_killed_in_a_transaction_leaves_nothing_of_it(
    stand: Stand, size: Size, load: Load, piece: int
) -> None:
    fault = f"indicators killed in a transaction, {load}"
    with stand.trial(fault, load, piece) as trying:
        for _ in range(size.tries(short=2, full=10)):
            freeze_in_transaction(stand, "indicators")
            with trying.recovery():
                stand.stack.kill("indicators")
                stand.stack.restart("indicators")

    assert max(trying.recoveries) <= WITHIN_SECONDS
