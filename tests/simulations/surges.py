"""How often a series in which surges recur is called a change, and whether the note says so."""

from collections.abc import Iterator
from dataclasses import replace

import numpy
from tests.simulations.series import World
from tests.simulations.verdicts import QUARTER, SEED, compared, in_words

from oversight_measures.judgement import judged

HEADINGS = (
    "months",
    "quarter, last year",
    "with one in either",
    "without any",
    "note of surges that recur",
    "called without the note",
)
# An operation in one month of ten, in which there are so many times as many.
OFTEN, TIMES = 0.1, 1.4
OPERATIONS = World(dispersion=2.0)


def recurring_surges(times: int, histories: tuple[int, ...] = (24, 36, 60)) -> Iterator[list[str]]:
    """The lines of the table: parts of all series, of those with and without a surge in either
    quarter, of all that have the note, and of those without it."""
    for months in histories:
        rng = numpy.random.default_rng(SEED)
        found = [_one(months, rng) for _ in range(times)]
        groups = (
            found,
            [each for each in found if each[1]],
            [each for each in found if not each[1]],
        )
        rates = [_rate([called for called, _, _ in group]) for group in groups]
        noted = _rate([note for _, _, note in found])
        silent = _rate([called for called, _, note in found if not note])
        yield [f"{months}", *rates, noted, silent]


def _one(months: int, rng: numpy.random.Generator) -> tuple[bool, bool, bool]:
    """Whether a change is called, whether a quarter has an operation, and whether the note is."""
    calm = OPERATIONS.months(months, rng)
    raised = replace(OPERATIONS, level=TIMES * OPERATIONS.level).months(months, rng)
    surges = rng.random(months) < OFTEN
    pairs = zip(surges, raised, calm, strict=True)
    series = [more if surge else usual for surge, more, usual in pairs]
    now, before = (compared(series, where) for where in (QUARTER.now, QUARTER.before))
    verdict = judged(series, OPERATIONS.kind, now, before)
    assert verdict is not None
    assert verdict.spread is not None
    inside = bool(surges[QUARTER.now].any() or surges[QUARTER.before].any())
    return bool(verdict.beyond_chance), inside, verdict.spread.surges_a_year is not None


def _rate(found: list[bool]) -> str:
    return in_words(sum(found) / len(found) if found else None)
