"""How often a change is found: in series without one, and where there is one."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy
from scipy.stats import binomtest
from tests.simulations.series import World, months_of

from oversight_measures.estimates.disparity import EXACT_BELOW
from oversight_measures.judgement import Compared, judged
from oversight_measures.periods.period import Period
from oversight_measures.spread.observed import Kind, Observed

SEED = 17


class Question(NamedTuple):
    """Two stretches of months by their places from the end: the later and the earlier.

    The season is brought forward by so many months that the two differ by it as much as they can.
    """

    name: str
    now: slice
    before: slice
    phase: int = 0


QUARTER = Question("quarter on the same quarter of last year", slice(-3, None), slice(-15, -12))
MONTH = Question("month on the same month of last year", slice(-1, None), slice(-13, -12))
YEAR = Question("year on year", slice(-12, None), slice(-24, -12))
NEXT = Question("month on the month before", slice(-1, None), slice(-2, -1))
NEXT_QUARTER = Question("quarter on the quarter before", slice(-3, None), slice(-6, -3), phase=3)
NEXT_HALF = Question("half on the half before", slice(-6, None), slice(-12, -6))
QUESTIONS = (QUARTER, MONTH, YEAR, NEXT, NEXT_QUARTER, NEXT_HALF)
NO_VERDICT = "no verdict"


def found(
    world: World, question: Question, months: int, times: int, rise: float = 1.0, seed: int = SEED
) -> float | None:
    """The share of `times` series of so many months in which the question finds a change.

    None where no test is made of any.
    """
    rng, world = numpy.random.default_rng(seed), replace(world, phase=question.phase)
    count, tested = 0, 0
    for _ in range(times):
        series = world.months(months, rng, rise)
        now, before = (compared(series, where) for where in (question.now, question.before))
        verdict = judged(series, world.kind, now, before)
        tested += verdict is not None and verdict.beyond_chance is not None
        count += bool(verdict and verdict.beyond_chance)
    return count / times if tested else None


def in_words(rate: float | None, places: int = 1) -> str:
    """A share as the tables print it."""
    return NO_VERDICT if rate is None else f"{rate:.{places}%}"


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


def in_control(times: int, histories: Sequence[int] = (24, 36, 60)) -> Iterator[list[str]]:
    """Rows of a table: what is steady, by how many months it is known, how often each alarms."""
    for name, world in {**WORLDS, "counts, level wanders (5%, 0.6)": WANDERING}.items():
        for months in histories:
            rates = [found(world, each, months, times) for each in QUESTIONS]
            yield [name, f"{months}", *map(in_words, rates)]


SMALL_COLUMNS = tuple(
    f"varying {times}x, {which}" for times in (1, 2, 3) for which in ("either", "both")
)


def small_counts(times: int) -> Iterator[list[str]]:
    """Rows of a table: pairs of months without a change, of so many events and so much variance,
    in which the exact test finds one: of those of which either is below 10, and both are."""
    rng = numpy.random.default_rng(SEED)
    for level in (3.0, 6.0, 12.0, 24.0):
        rates = []
        for dispersion in (1.0, 2.0, 3.0):
            months = World(level=level, dispersion=dispersion).months
            pairs = [months(2, rng) for _ in range(times)]
            verdicts = [_exact(*(int(each.hits) for each in pair)) for pair in pairs]
            made = [each for each in verdicts if each is not None]
            rates += [_share(made), _share([each for each in made if each[0]])]
        yield [f"{level:g}", *rates]


def _share(made: Sequence[tuple[bool, bool]]) -> str:
    """The share of the pairs that are tested in which a change is found, and how many those are."""
    if not made:
        return "none tested"
    return f"{sum(called for _, called in made) / len(made):.1%} of {len(made):,}"


def _exact(before: int, now: int) -> tuple[bool, bool] | None:
    """Whether both are below 10, and whether the exact test finds a change; None of neither."""
    if min(before, now) >= EXACT_BELOW:
        return None
    together = now + before
    return max(before, now) < EXACT_BELOW, bool(
        together and binomtest(now, together, 0.5).pvalue < 0.05
    )


def power(times: int, histories: Sequence[int] = (24, 36, 60)) -> Iterator[list[str]]:
    """Rows of a table: how often +10% over the last quarter is found at 1,000 a month."""
    for dispersion in (1.0, 2.0, 3.0, 4.0):
        for season in (0.0, 0.1, 0.2):
            world = replace(World(), dispersion=dispersion, season=season)
            rates = [found(world, QUARTER, months, times, 1.1) for months in histories]
            yield [f"{dispersion:g}", f"{season:.0%}", *(in_words(rate, 0) for rate in rates)]
