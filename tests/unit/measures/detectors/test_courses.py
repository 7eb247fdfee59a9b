"""Courses to a level that is set for a period: behind, back on it, missed."""

from datetime import date
from itertools import pairwise

import pytest
from numpy.random import default_rng

from oversight_measures.detectors.courses import CountCourse, ShareCourse
from oversight_measures.detectors.episodes import Episode

FIRSTS = [*(date(2025, month, 1) for month in range(4, 13)), *(date(2026, m, 1) for m in (1, 2, 3))]
MONTHS = [(b - a).days for a, b in pairwise([*FIRSTS, date(2026, 4, 1)])]
YEAR = sum(MONTHS)
# At most 36,500 events a year: 100 a day.
COUNTS = CountCourse(36_500, "above", YEAR)


def of_days(*a_day: float) -> list[tuple[int, int]]:
    return [(round(each * days), days) for each, days in zip(a_day, MONTHS, strict=False)]


def test_more_than_as_many_as_days_have_passed_is_behind() -> None:
    assert COUNTS.judged(of_days(*12 * [100])) == []
    assert COUNTS.judged(of_days(*12 * [99])) == []
    # From three months (91 days) on, though it was so from the beginning.
    assert COUNTS.judged(of_days(*12 * [110])) == [Episode(2, 2, None)]


def test_it_is_over_with_the_month_that_brings_it_back() -> None:
    assert COUNTS.judged(of_days(*5 * [110], *3 * [70])) == [Episode(2, 2, 6)]


def test_a_year_that_is_over_is_missed_by_one_and_met_at_the_level() -> None:
    met = of_days(*12 * [100])
    *others, (last, days) = met
    assert COUNTS.judged(met) == []
    assert COUNTS.judged([*others, (last + 1, days)]) == [Episode(11, 11, None)]
    fewest = CountCourse(36_500, "below", YEAR)
    assert fewest.judged(met) == []
    assert fewest.judged([*others, (last - 1, days)]) == [Episode(11, 11, None)]


def test_a_share_is_held_against_the_level_itself() -> None:
    course = ShareCourse(0.88, "below", YEAR, minimum=50)
    months = [(85 * 4, 400, days) for days in MONTHS]
    assert course.judged(months[:2]) == []
    assert course.judged(months) == [Episode(2, 2, None)]
    assert course.judged([(88, 100, days) for days in MONTHS]) == []
    # Too few answers say nothing, not even that it was missed.
    assert course.judged([(2, 4, days) for days in MONTHS]) == []


def test_what_is_due_is_the_part_of_the_days() -> None:
    assert COUNTS.due(73) == pytest.approx(7_300)
    assert COUNTS.due(2 * YEAR) == 36_500


@pytest.mark.parametrize(
    ("name", "fields"), [("days", (100, "above", 0)), ("limit", (-1, "above", 365))]
)
def test_what_cannot_be_is_refused_by_name(name: str, fields: tuple[float, str, int]) -> None:
    with pytest.raises(ValueError, match=name):
        CountCourse(*fields)  # type: ignore[arg-type]


def test_a_year_on_its_course_is_seldom_called_behind() -> None:
    # Until its last month: on its course exactly, half of all years miss.
    generator, years = default_rng(5), 2_000
    course = CountCourse(36_500, "above", YEAR, confidence=0.99)
    drawn = generator.poisson([100 * days for days in MONTHS[:11]], (years, 11))
    behind = sum(
        bool(course.judged(list(zip(map(int, each), MONTHS, strict=False)))) for each in drawn
    )
    assert 0.01 < behind / years < 0.035
