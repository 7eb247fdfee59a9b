"""Two and three workers of which one leaves and another joins all the time."""

import os
import signal
import time
from random import Random

import pytest
from tests.faults.feeding import Load
from tests.faults.size import Size
from tests.faults.stand import Stand

from oversight_local.stack import Stack
from oversight_local.waiting import wait_until

WORKERS = ("indicators", "indicators-2", "indicators-3")
# All can be away at once. What keeps ending is started again after up to 15 s, and a start, with
# joining the group, takes up to 10 s on a slow machine.
WITHIN_SECONDS = 30.0
BACK_SECONDS = 60.0
LEAVES_AND_JOINS_A_MINUTE = 10
SEED = 4


@pytest.mark.parametrize(
    ("workers", "load", "piece"),
    [(3, Load.SINGLE, 20), (3, Load.BULK, 300), (2, Load.SINGLE, 20), (2, Load.BULK, 300)],
)
def test_what_is_counted_does_not_depend_on_who_counts(
    crew: Stand, size: Size, workers: int, load: Load, piece: int
) -> None:
    if not size.full and (workers, load) != (3, Load.SINGLE):
        pytest.skip("tried by make faults")
    names, chance = WORKERS[:workers], Random(SEED)
    for name in set(WORKERS[workers:]) & crew.stack.file.pids.keys():
        crew.stack.kill(name)
    with crew.trial(f"{workers} workers come and go, {load}", load, piece) as trying:
        began = time.monotonic()
        with crew.stack.supervised():
            for _ in range(size.tries(short=3, full=10)):
                with trying.recovery():
                    _send_away(crew.stack, chance, names)
            assert wait_until(lambda: _all_run(crew.stack, names), BACK_SECONDS)
        seconds = time.monotonic() - began
        trying.remark = f"{2 * trying.tries} leaves and joins in {seconds:.0f} s"

    assert max(trying.recoveries) <= WITHIN_SECONDS
    assert 2 * trying.tries * 60 >= LEAVES_AND_JOINS_A_MINUTE * seconds


def _send_away(stack: Stack, chance: Random, names: tuple[str, ...]) -> None:
    """Kill a worker, or ask it to end: it is started again soon after."""
    present = stack.file.pids
    name = chance.choice([each for each in names if each in present])
    if chance.random() < 0.5:
        stack.crash(name)
    else:
        os.kill(present[name], signal.SIGTERM)


def _all_run(stack: Stack, names: tuple[str, ...]) -> bool:
    return stack.file.pids.keys() >= set(names)
