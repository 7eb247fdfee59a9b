"""False alarms of whole sets of watches, and the delay to named shifts."""

from math import sqrt

import pytest
from rich.console import Console
from rich.table import Table
from tests.unit.measures.detectors.forces import (
    ASIAN,
    BLACK,
    FALLEN,
    USUAL,
    WHITE,
    flows,
    priority_2,
    rule_set,
    slow_disparity,
)

from oversight_measures.detectors.cusum import Cusum
from oversight_measures.detectors.false_alarms import (
    buckets_between,
    false_alarms,
    median_delay,
)
from oversight_measures.detectors.flows import Cases, Events, Flow
from oversight_measures.detectors.levels import CountLimit
from oversight_measures.detectors.run_lengths import median_run_length, share_scores
from oversight_measures.detectors.shifts import ShareShift, correlation_of
from oversight_measures.detectors.watches import Watch

YEARS = 200
# As much as a level that moves by 0.15 logit from day to day: 150 cases vary 1.6 times as chance.
LOGIT = (0.15**2) * USUAL * (1 - USUAL)


@pytest.mark.parametrize("dispersion", [1.0, 2.0, 4.0])
def test_a_set_alarms_as_often_as_its_watches_state(dispersion: float) -> None:
    stated = rule_set(dispersion)
    watches = [watch for watch, _ in stated]
    found = false_alarms(watches, flows(dispersion), YEARS)
    table = Table("watch", "stated a year", "simulated", title=f"dispersion {dispersion:g}")
    for watch, states in stated:
        seen = found.of[watch.name]
        table.add_row(watch.name, "" if states is None else f"{states:.2f}", f"{seen:.2f}")
        assert states is None or abs(seen - states) < states / 2 + 3 * sqrt(states / YEARS)
    table.add_row("episodes of all", "", f"{found.episodes:.1f}")
    table.add_row("threads of all", "", f"{found.threads:.1f} +- {found.error:.1f}")
    Console().print(table)
    assert found.threads < found.episodes
    assert found.threads < 16


def test_watches_of_the_same_records_go_off_together() -> None:
    shared: list[Flow] = [Events("a", (20.0,)), Events("b", (20.0,))]
    over = CountLimit(20, "above")
    alone = Watch("alone", over, ("a",), thread="one")
    again = Watch("again", over, ("a",), thread="one")
    other = Watch("other", over, ("b",), thread="two")
    found = false_alarms([alone, again, other], shared, years=20)
    assert found.of["alone"] == found.of["again"] == found.threads_of["one"] > 5
    assert found.episodes == pytest.approx(found.threads + found.of["alone"])
    assert false_alarms([alone, again, other], shared, years=20) == found


def test_a_watch_without_a_thread_is_one_of_its_own() -> None:
    watch = Watch("alone", CountLimit(20, "above"), ("a",))
    found = false_alarms([watch], [Events("a", (20.0,))], years=5)
    assert list(found.threads_of) == ["alone"]
    assert found.error == pytest.approx((found.threads * found.years) ** 0.5 / found.years)


def test_named_shifts_are_found_as_soon_as_is_promised() -> None:
    table = Table("shift", "false a year", "days until found (median)", "promised")
    tried = delays()
    for name, found, promised, false in tried:
        table.add_row(name, f"{false:.2f}", str(found), str(promised))
    Console().print(table)
    assert all(found is not None and found <= promised for _, found, promised, _ in tried)


def delays() -> list[tuple[str, int | None, int, float]]:
    """Each shift: its name, when it is found, when it has to be, and false episodes a year."""
    force, authority = (1 + (of - 1) * LOGIT for of in (150, 60))
    found: list[tuple[str, int | None, int, float]] = []
    for name, of, dispersion, promised in (
        ("Force", 150, force, 3),
        ("Birmingham", 60, authority, 10),
    ):
        watch, false = priority_2(name, of, dispersion, each=1.0 if name == "Force" else 0.5)
        hits, misses = watch.hits[0], watch.misses[0]
        watch = Watch(name, watch.detector, (hits,), (misses,))
        usual: list[Flow] = [Cases(hits, misses, (of,), USUAL, LOGIT)]
        fallen: list[Flow] = [Cases(hits, misses, (of,), FALLEN, LOGIT)]
        delay = median_delay(watch, usual, fallen)
        found.append((f"priority 2 of {name}, {of} a day", delay, promised, false))
    for group, mean, times, promised in (("Black", BLACK, 1.3, 28), ("Asian", ASIAN, 1.5, 42)):
        for dispersion in (1.0, 2.0):
            watch, false = slow_disparity(group, mean, times, dispersion)
            white = Events("White", (WHITE,), dispersion)
            before = Events(group, (mean,), dispersion)
            delay = median_delay(watch, [white, before], [white, before.shifted(times)])
            name = f"{group}:White x{times:g}, dispersion {dispersion:g}"
            found.append((name, delay, promised, false))
    return found


def test_a_simulated_delay_is_no_longer_than_from_nothing() -> None:
    # The chain starts from an S of 0, which is the longest; in a running series S seldom is.
    shift = ShareShift(USUAL, FALLEN, correlation_of(2, [60]))
    watch = Watch("w", Cusum(shift, 4), ("in time",), ("late",))
    usual = Cases("in time", "late", (60.0,), USUAL, shift.correlation)
    found = median_delay(watch, [usual], [usual.shifted(FALLEN)])
    stated = median_run_length(share_scores(shift, [60], FALLEN), 4)
    assert found is not None
    assert stated is not None
    assert stated - 3 <= found <= stated


def test_what_is_not_found_has_no_delay() -> None:
    watch = Watch("w", CountLimit(500, "above"), ("a",))
    flow = Events("a", (20.0,))
    assert median_delay(watch, [flow], [flow.shifted(1.5)], runs=20, within=30) is None


def test_a_bucket_is_judged_once_it_is_closed() -> None:
    watch = Watch("w", CountLimit(200, "above"), ("a",), days=7)
    flow = Events("a", (20.0,))
    assert median_delay(watch, [flow], [flow.shifted(3)], runs=50, within=30) == 7


def test_a_rate_a_year_is_so_many_buckets_apart() -> None:
    assert buckets_between(1) == pytest.approx(365.25)
    assert buckets_between(0.5, days=7) == pytest.approx(104.36, abs=0.01)


def test_bad_arguments_are_named() -> None:
    watch, flow = Watch("w", CountLimit(20, "above"), ("a",)), Events("a", (20.0,))
    with pytest.raises(ValueError, match="^watches "):
        false_alarms([], [flow])
    with pytest.raises(ValueError, match="w stands there twice"):
        false_alarms([watch, watch], [flow])
    with pytest.raises(ValueError, match="^flows must draw a, which w counts"):
        false_alarms([watch], [Events("b", (1.0,))])
    with pytest.raises(ValueError, match="^years "):
        false_alarms([watch], [flow], years=0)
    with pytest.raises(ValueError, match="^runs "):
        median_delay(watch, [flow], [flow], runs=0)
    with pytest.raises(ValueError, match="^false_alarms_a_year "):
        buckets_between(0)
