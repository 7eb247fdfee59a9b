"""Runs are interleaved, and told by median and range."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest
from tests.bench.samples import (
    LOAD,
    OTHERS,
    Contender,
    NotRun,
    Sample,
    Spread,
    interleave,
    notes_of,
    spread,
)


@dataclass
class Course:
    """Contenders whose rates are given, and the order in which they ran."""

    ran: list[str] = field(default_factory=list)

    def contender(self, name: str, *rates: float) -> Contender:
        left = iter(rates)

        def measure() -> Sample:
            self.ran.append(name)
            return Sample(next(left))

        return Contender(name, f"title of {name}", measure)


def silent() -> Callable[[int, Contender], None]:
    return lambda number, contender: None


def test_rounds_take_turns() -> None:
    course = Course()
    run = interleave([course.contender("a", 1, 2), course.contender("b", 3, 4)], 2, silent())
    assert course.ran == ["a", "b", "a", "b"]
    assert {name: [s.rate for s in each] for name, each in run.samples.items()} == {
        "a": [1, 2],
        "b": [3, 4],
    }


def test_what_is_measured_once_is_left_out_of_later_rounds() -> None:
    course = Course()
    once = replace(course.contender("a", 1), rounds=1)
    run = interleave([once, course.contender("b", 3, 4)], 2, silent())
    assert course.ran == ["a", "b", "b"]
    assert [s.rate for s in run.samples["a"]] == [1]


def test_what_cannot_be_measured_is_named_with_the_reason_and_not_tried_again() -> None:
    course, tries = Course(), []

    def refuse() -> Sample:
        tries.append(1)
        raise NotRun("there is no network")

    run = interleave([Contender("a", "title", refuse), course.contender("b", 3, 4)], 2, silent())
    assert run.absent == {"a": "there is no network"}
    assert tries == [1]
    assert list(run.samples) == ["b"]


def test_each_run_is_announced_before_it() -> None:
    course, said = Course(), []
    interleave(
        [course.contender("a", 1, 2)], 2, lambda number, each: said.append((number, each.name))
    )
    assert said == [(1, "a"), (2, "a")]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([5.0], Spread(5, 5, 5)),
        ([9.0, 1.0, 4.0], Spread(4, 1, 9)),
        ([1.0, 2.0], Spread(1.5, 1, 2)),
    ],
)
def test_spread(values: list[float], expected: Spread) -> None:
    assert spread(values) == expected


def test_notes_are_medians_of_the_runs_that_have_them() -> None:
    samples = [Sample(1, {"p50 ms": 3}), Sample(1, {"p50 ms": 5, "cores load": 1}), Sample(1)]
    assert notes_of(samples) == {"p50 ms": 4, "cores load": 1}


def test_what_an_event_costs_leaves_out_the_load_and_others() -> None:
    notes = {"p50 ms": 3.0, LOAD: 0.5, OTHERS: 0.4, "cores worker": 0.75, "cores broker": 0.25}
    sample = Sample(10_000, notes)
    assert sample.cores == {"worker": 0.75, "broker": 0.25}
    assert sample.cost == pytest.approx(100)
    assert Sample(10_000).cost is None
