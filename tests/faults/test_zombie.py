"""A worker that is paused for longer than its session, and goes on as if nothing had happened."""

import pytest
from tests.faults.feeding import Load
from tests.faults.freezing import freeze_idle, freeze_in_transaction, wait_ended
from tests.faults.size import Size
from tests.faults.stand import Stand

from oversight_local.processes.termination import wait_until

FIRST, OTHER = "indicators", "indicators-2"
# The session of 6 s, and the others' joining anew.
TAKEN_OVER_SECONDS = 20.0
# What the server allows a transaction that wrote and waits for its client, twice.
LOCK_SECONDS = 10.0
BACK_SECONDS = 60.0


@pytest.fixture(scope="module")
def pair(crew: Stand) -> Stand:
    """A stack with two workers, of which the first one publishes."""
    for name in crew.stack.file.pids.keys() & {OTHER, "indicators-3"}:
        crew.stack.kill(name)
    crew.stack.restart(OTHER)
    return crew


def test_the_work_of_a_worker_paused_between_transactions_is_taken_over(
    pair: Stand, size: Size
) -> None:
    with (
        pair.trial("worker paused between transactions", Load.BULK, 300) as trying,
        pair.stack.supervised(),
    ):
        for _ in range(size.tries(short=1, full=3)):
            with trying.recovery():
                freeze_idle(pair, FIRST)
            pair.wait_progress(pair.figures.shown_to)
            _wake(pair)
        _counts_alone(pair)

    assert max(trying.recoveries) <= TAKEN_OVER_SECONDS


def test_the_locks_of_a_worker_paused_in_a_transaction_hold_nobody_up(
    pair: Stand, size: Size
) -> None:
    held: list[float] = []
    with (
        pair.trial("worker paused in a transaction", Load.BULK, 300) as trying,
        pair.stack.supervised(),
    ):
        for _ in range(size.tries(short=1, full=3)):
            transaction = freeze_in_transaction(pair, FIRST)
            with trying.recovery():
                held.append(wait_ended(pair, FIRST, transaction, TAKEN_OVER_SECONDS))
            _wake(pair)
            _counts_alone(pair)
        trying.remark = f"its locks were held for {max(held):.1f} s"

    assert max(held) <= LOCK_SECONDS
    assert max(trying.recoveries) <= TAKEN_OVER_SECONDS


def _wake(stand: Stand) -> None:
    # One that was paused for long may end itself, and later than others go on: who tries this
    # starts it again.
    stand.stack.resume(FIRST)
    stand.wait_progress()
    assert wait_until(lambda: FIRST in stand.stack.file.pids, BACK_SECONDS)


def _counts_alone(stand: Stand) -> None:
    """The one that was paused is of use again."""
    stand.stack.kill(OTHER)
    stand.wait_progress()
    stand.stack.restart(OTHER)
