"""What docs/arithmetic.md promises of tests and charts, simulated in short; printed with -s.

`python -m tests.simulations` makes the tables of the document, with more series.
"""

from datetime import date, timedelta
from fractions import Fraction

import numpy
import pytest
from rich.console import Console
from rich.table import Table
from tests.simulations.charts import FEW_COLUMNS, SEASON_COLUMNS, few_marks, marked, season_marks
from tests.simulations.places import rates
from tests.simulations.series import World
from tests.simulations.standing_out import HEADINGS as STANDING_OUT_HEADINGS
from tests.simulations.standing_out import as_far_again
from tests.simulations.surges import HEADINGS as SURGE_HEADINGS
from tests.simulations.surges import recurring_surges
from tests.simulations.verdicts import (
    MONTH,
    NEXT,
    NEXT_HALF,
    NEXT_QUARTER,
    QUARTER,
    WANDERING,
    WORLDS,
    YEAR,
    Question,
    compared,
    found,
    in_words,
)

from oversight_measures.control_charts.false_alarms import Drawn, false_alarm_rate, is_beyond_table
from oversight_measures.control_charts.series_chart import series_chart
from oversight_measures.control_charts.special_causes import Cause
from oversight_measures.control_charts.xmr import xmr
from oversight_measures.judgement import judged
from oversight_measures.spread.observed import Kind

STATED = 0.05
TIMES = 400
# The hardest of each; `python -m tests.simulations in-control` has all of them.
STEADY = (
    "counts, independent",
    "counts, varying 4x, season +-20%",
    "shares, varying 2x, season +-20%",
)


def show(title: str, headings: list[str], lines: list[list[str]]) -> None:
    table = Table(*headings, title=title)
    for line in lines:
        table.add_row(*line)
    Console(width=160).print(table)


def rate_of(world: World, question: Question, months: int, times: int, rise: float = 1) -> float:
    rate = found(world, question, months, times, rise)
    assert rate is not None, "no test was made"
    return rate


QUESTIONS = [QUARTER, MONTH, YEAR, NEXT, NEXT_QUARTER, NEXT_HALF]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda each: each.name)
def test_steady_series_alarm_no_more_than_is_stated(question: Question) -> None:
    times = TIMES // 2 if question in (NEXT_QUARTER, NEXT_HALF) else TIMES
    rates = {name: rate_of(WORLDS[name], question, 36, times) for name in STEADY}
    show(question.name, ["series", "alarms"], [[n, f"{r:.1%}"] for n, r in rates.items()])
    assert max(rates.values()) <= 1.5 * STATED


@pytest.mark.parametrize("question", [NEXT_QUARTER, NEXT_HALF], ids=lambda each: each.name)
@pytest.mark.parametrize("months", [12, 24, 30])
def test_a_short_history_has_no_verdict_that_a_season_could_make(
    question: Question, months: int
) -> None:
    rates = {name: found(WORLDS[name], question, months, 25) for name in STEADY}
    show(question.name, ["series", "alarms"], [[n, in_words(r)] for n, r in rates.items()])
    assert set(rates.values()) == {None}


def test_less_than_two_years_have_no_verdict_on_the_same_dates_of_two() -> None:
    rates = {name: found(WORLDS[name], QUARTER, 18, 20) for name in STEADY}
    assert set(rates.values()) == {None}


def test_a_season_that_is_not_taken_out_marks_most_charts_by_itself() -> None:
    lines = list(season_marks(1500))
    show("season in the chart", ["dispersion", "points", *SEASON_COLUMNS], lines)
    for _, points, none, half, *_ in lines:
        assert float(none.rstrip("%")) < 35, points
        assert float(half.rstrip("%")) > 50, points


def test_steady_charts_of_few_that_vary_are_marked_more_often_as_their_words_say() -> None:
    """At twice the variance: from 5 a piece on; from 20 on little more at four times too."""
    lines = list(few_marks(1200))
    show("few", [*FEW_COLUMNS], lines)
    for mean, limits, *shown in lines:
        stated = false_alarm_rate(24, Drawn(), 24 if limits == "all" else 13) or 0
        found_in = [float(each.rstrip("%")) / 100 for each in shown]
        assert found_in[0] <= 1.1 * stated, (mean, limits)
        if int(mean) >= 20:
            assert max(found_in) <= 1.7 * stated, (mean, limits)
    (third,) = (shown for mean, limits, *shown in lines if (mean, limits) == ("5", "all"))
    # As the words of a chart have it: a third in place of a fifth.
    assert float(third[2].rstrip("%")) == pytest.approx(33, abs=4)


def test_a_chart_longer_than_any_simulated_one_is_marked_more_often_than_the_longest() -> None:
    values = numpy.random.default_rng(3).normal(size=(2000, 156))
    rate = float(marked(values, Drawn(), 13).mean())
    assert rate > (false_alarm_rate(156, Drawn(), 13) or 1) + 0.03
    assert is_beyond_table(156, Drawn(), 13)
    assert not is_beyond_table(109, Drawn(), 13)
    assert is_beyond_table(300, Drawn())
    assert not is_beyond_table(60, Drawn())


def test_surges_that_recur_are_told_and_series_without_the_note_alarm_as_stated() -> None:
    (line,) = recurring_surges(60, (60,))
    show("recurring surges", [*SURGE_HEADINGS], [line])
    called, inside, without, noted, _ = (float(each.rstrip("%")) for each in line[1:])
    # A period with one is called for that, which the note says; periods without are as stated.
    assert inside > called > without
    assert without <= 10
    assert noted >= 90


def test_a_surge_in_the_history_hides_no_rise() -> None:
    world, rng = World(dispersion=2.0, season=0.2), numpy.random.default_rng(5)
    called = 0
    for _ in range(60):
        series = world.months(60, rng, last_quarter=1.1)
        series[30] = series[30]._replace(hits=3000)
        now, before = (compared(series, where) for where in (QUARTER.now, QUARTER.before))
        verdict = judged(series, world.kind, now, before)
        called += bool(verdict and verdict.beyond_chance)
    assert called >= 0.5 * 60


def test_a_level_that_wanders_no_longer_alarms_every_fourth_time() -> None:
    rates = {months: rate_of(WANDERING, QUARTER, months, 300) for months in (24, 60)}
    show("level wanders", ["months", "alarms"], [[f"{m}", f"{r:.1%}"] for m, r in rates.items()])
    # Three times as often as is stated of two years, twice of five: not every fourth time.
    assert rates[24] <= 0.15
    assert rates[60] <= 0.11


def test_a_rise_of_a_tenth_is_found_in_spite_of_a_season() -> None:
    world = World(dispersion=3.0, season=0.2)
    rates = {months: rate_of(world, QUARTER, months, 400, rise=1.1) for months in (24, 36)}
    show("+10%", ["months", "found"], [[f"{m}", f"{r:.0%}"] for m, r in rates.items()])
    assert min(rates.values()) >= 0.4


@pytest.mark.parametrize("drawn", [Drawn(), Drawn(screened=False), Drawn(cycle=12)], ids=str)
def test_false_alarms_of_a_chart_are_as_stated(drawn: Drawn) -> None:
    rng = numpy.random.default_rng(1)
    for points, baseline in ((36, 36), (60, 36), (60, 60)):
        rate = float(marked(rng.normal(size=(3000, points)), drawn, baseline).mean())
        assert rate == pytest.approx(false_alarm_rate(points, drawn, baseline), abs=0.03), points


def test_frozen_limits_alarm_more_often_and_it_is_stated() -> None:
    values = numpy.random.default_rng(3).normal(size=(3000, 24))
    of_all, frozen = (float(marked(values, Drawn(), n).mean()) for n in (24, 13))
    stated = [false_alarm_rate(24, Drawn(), n) for n in (None, 13)]
    assert stated == [pytest.approx(of_all, abs=0.03), pytest.approx(frozen, abs=0.03)]
    assert (stated[1] or 0) > 1.5 * (stated[0] or 1)


def test_a_rate_between_two_lengths_lies_between_theirs() -> None:
    assert false_alarm_rate(12, Drawn()) is None
    assert false_alarm_rate(35, Drawn(cycle=12)) is None
    known = [false_alarm_rate(points, Drawn()) or 0 for points in (24, 25, 30)]
    assert known == sorted(set(known))
    later = [false_alarm_rate(points, Drawn(), 14) or 0 for points in (14, 18, 30, 500, 900)]
    assert later == sorted(later)
    with pytest.raises(ValueError, match="^baseline "):
        false_alarm_rate(20, Drawn(), 21)


@pytest.mark.parametrize("baseline", [None, 13])
@pytest.mark.parametrize("screened", [True, False])
def test_the_simulated_charts_are_those_that_are_drawn(
    baseline: int | None, screened: bool
) -> None:
    values = numpy.random.default_rng(2).normal(size=(40, 24))
    drawn = []
    for series in values:
        points = [
            (date(2020, 1, 1) + timedelta(days=n), Fraction(float(v))) for n, v in enumerate(series)
        ]
        (segment,) = xmr(points, freeze=baseline, screen=screened)
        drawn.append(any(cause is not Cause.COMMON for cause in segment.causes))
    assert drawn == list(marked(values, Drawn(screened), baseline))


def test_a_chart_without_its_season_alarms_as_the_simulated_one() -> None:
    world, rng = World(level=5000.0, dispersion=3.0, season=0.2), numpy.random.default_rng(5)
    charts = [series_chart(world.months(48, rng), Kind.COUNT) for _ in range(150)]
    rate = sum(
        any(cause is not Cause.COMMON for cause in each.judged[0].causes) for each in charts
    ) / len(charts)
    # Two standard errors of 150 charts.
    assert rate == pytest.approx(false_alarm_rate(48, Drawn(cycle=12)), abs=0.08)


def test_limits_that_are_printed_move_with_the_month() -> None:
    """So docs/arithmetic.md says how much farther out it has to lie, most with three years."""
    lines = list(as_far_again(25, (13, 24, 36)))
    show("standing out", list(STANDING_OUT_HEADINGS), lines)
    few, more, with_season = (float(half) for _, half, _ in lines)
    assert 1 < more <= few < 1.5 < with_season < 2.2


def test_places_that_differ_by_themselves_stand_apart_as_seldom_as_is_stated() -> None:
    """The limits of chance alone call nearly all of them apart, and of few places some."""
    lines = {places: rates(places, 0.3, (1000, 1.0), 420 // places, 17) for places in (5, 7, 20)}
    shown = [[f"{n}", *(f"{rate:.1%}" for rate in line)] for n, line in lines.items()]
    show("places", ["places", "95%", "99.8%", "held", "different", "within"], shown)
    for each in lines.values():
        assert each.apart <= 1.5 * STATED
        assert each.held >= 0.92
        # The interval of how much they differ is stated as one of 90%.
        assert each.within >= 0.8
