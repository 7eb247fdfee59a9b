"""How often a change is found: in series without one, and where there is one."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy
from tests.simulations.series import World, months_of

from oversight_measures.judgement import Compared, judged
from oversight_measures.periods.period import Period
from oversight_measures.spread.observed import Kind, Observed

SEED = 17


class Question(NamedTuple):
    """Two stretches of months by their places from the end: the later and the earlier."""

    name: str
    now: slice
    before: slice


QUARTER = Question("quarter on the same quarter of last year", slice(-3, None), slice(-15, -12))
MONTH = Question("month on the same month of last year", slice(-1, None), slice(-13, -12))
YEAR = Question("year on year", slice(-12, None), slice(-24, -12))
NEXT = Question("month on the month before", slice(-1, None), slice(-2, -1))
QUESTIONS = (QUARTER, MONTH, YEAR, NEXT)


def found(
    world: World, question: Question, months: int, times: int, rise: float = 1.0, seed: int = SEED
) -> float:
    """The share of `times` series of so many months in which the question finds a change."""
    rng = numpy.random.default_rng(seed)
    count = 0
    for _ in range(times):
        series = world.months(months, rng, rise)
        now, before = (compared(series, where) for where in (question.now, question.before))
        verdict = judged(series, world.kind, now, before)
        count += bool(verdict and verdict.beyond_chance)
    return count / times


def compared(series: Sequence[Observed], where: slice) -> Compared:
    """The sum of some months."""
    periods, chosen = months_of(len(series))[where], series[where]
    whole = Period(periods[0].start, periods[-1].end)
    return Compared(whole, sum(int(e.hits) for e in chosen), sum(e.of for e in chosen))


WORLDS = {
    f"{kind}s, {name}{', season +-20%' if season else ''}": World(
        kind, dispersion=dispersion, season=season
    )
    for kind in (Kind.COUNT, Kind.SHARE)
    for name, dispersion in (("independent", 1.0), ("varying 2x", 2.0), ("varying 4x", 4.0))
    for season in (0.0, 0.2)
}
WANDERING = World(wander=0.05, rho=0.6)


def in_control(times: int, histories: Sequence[int] = (24, 60)) -> Iterator[list[str]]:
    """Rows of a table: what is steady, by how many months it is known, how often each alarms."""
    for name, world in {**WORLDS, "counts, level wanders (5%, 0.6)": WANDERING}.items():
        for months in histories:
            rates = [found(world, each, months, times) for each in QUESTIONS]
            yield [name, f"{months}", *(f"{rate:.1%}" for rate in rates)]


def power(times: int, histories: Sequence[int] = (24, 36, 60)) -> Iterator[list[str]]:
    """Rows of a table: how often +10% over the last quarter is found at 1,000 a month."""
    for dispersion in (1.0, 2.0, 3.0, 4.0):
        for season in (0.0, 0.1, 0.2):
            world = replace(World(), dispersion=dispersion, season=season)
            rates = [found(world, QUARTER, months, times, 1.1) for months in histories]
            yield [f"{dispersion:g}", f"{season:.0%}", *(f"{rate:.0%}" for rate in rates)]
