"""Two and three workers of which one leaves and another joins all the time."""

import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random

import pytest
from tests.faults.feeding import Load
from tests.faults.size import Size
from tests.faults.stand import Stand

from oversight_local.processes.termination import wait_until
from oversight_local.stack.stack import Stack

WORKERS = ("indicators", "indicators-2", "indicators-3")
# Each leave or join; a little faster than ten a minute, which is what is promised.
PACE_SECONDS = 5.5
LEAVES_AND_JOINS_A_MINUTE = 10
# All can be away at once, for as long as a start takes on a slow machine.
WITHIN_SECONDS = 20.0
BACK_SECONDS = 60.0
SEED = 4


@dataclass
class Shift:
    """The workers that take part; one that was started may leave again once it is ready."""

    stack: Stack
    names: tuple[str, ...]
    starter: ThreadPoolExecutor
    chance: Random
    joining: dict[str, "Future[None]"] = field(default_factory=dict)

    @classmethod
    @contextmanager
    def of(cls, stack: Stack, names: tuple[str, ...]) -> Iterator["Shift"]:
        """Has these workers run, and no others; leaves when all of them are ready again."""
        running = stack.file.pids.keys()
        for name in running & (set(WORKERS) - set(names)):
            stack.kill(name)
        with ThreadPoolExecutor(len(names)) as starter, stack.supervised():
            shift = cls(stack, names, starter, Random(SEED))
            for name in set(names) - running:
                shift.join(name)
            shift.wait_all()
            yield shift
            shift.wait_all()

    def leave(self) -> str:
        """Kill a worker, or ask it to end; answers which."""
        assert wait_until(lambda: len(self.ready) > 0, BACK_SECONDS)
        name = self.chance.choice(self.ready)
        go = self.stack.kill if self.chance.random() < 0.5 else self.stack.end
        go(name)
        return name

    def join(self, name: str) -> None:
        """Start a worker; it is not waited for."""
        self.joining[name] = self.starter.submit(self.stack.restart, name)

    @property
    def ready(self) -> list[str]:
        """Those that can leave."""
        running = self.stack.file.pids
        return [
            name
            for name in self.names
            if name in running and (name not in self.joining or self.joining[name].done())
        ]

    def wait_all(self) -> None:
        """Wait until all are ready. Raises what a start has raised."""
        for started in self.joining.values():
            started.result(BACK_SECONDS)


@pytest.mark.parametrize(
    ("workers", "load", "piece"),
    [(3, Load.SINGLE, 20), (3, Load.BULK, 300), (2, Load.SINGLE, 20), (2, Load.BULK, 300)],
)
def test_what_is_counted_does_not_depend_on_who_counts(
    crew: Stand, size: Size, workers: int, load: Load, piece: int
) -> None:
    if not size.full and (workers, load) != (3, Load.SINGLE):
        pytest.skip("tried by make faults")
    with (
        crew.trial(f"{workers} workers come and go, {load}", load, piece) as trying,
        Shift.of(crew.stack, WORKERS[:workers]) as shift,
    ):
        began = time.monotonic()
        for number in range(size.tries(short=3, full=10)):
            due = began + 2 * number * PACE_SECONDS
            with trying.recovery():
                name = shift.leave()
                wait_for(due + PACE_SECONDS)
                shift.join(name)
            wait_for(due + 2 * PACE_SECONDS)
        seconds = time.monotonic() - began
        trying.remark = f"{2 * trying.tries} leaves and joins in {seconds:.0f} s"

    assert max(trying.recoveries) <= WITHIN_SECONDS
    assert 2 * trying.tries * 60 >= LEAVES_AND_JOINS_A_MINUTE * seconds


def wait_for(due: float) -> None:
    """Sleep until then."""
    time.sleep(max(0.0, due - time.monotonic()))
