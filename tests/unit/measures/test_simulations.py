"""What docs/arithmetic.md promises of tests and charts, simulated in short; printed with -s.

`python -m tests.simulations` makes the tables of the document, with more series.
"""

from datetime import date, timedelta
from fractions import Fraction

import numpy
import pytest
from rich.console import Console
from rich.table import Table
from tests.simulations.charts import marked
from tests.simulations.places import rates
from tests.simulations.series import World
from tests.simulations.verdicts import (
    MONTH,
    NEXT,
    QUARTER,
    WANDERING,
    WORLDS,
    YEAR,
    Question,
    found,
)

from oversight_measures.control_charts.false_alarms import RATES, false_alarm_rate
from oversight_measures.control_charts.special_causes import Cause
from oversight_measures.control_charts.xmr import xmr

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


@pytest.mark.parametrize("question", [QUARTER, MONTH, YEAR, NEXT], ids=lambda each: each.name)
def test_steady_series_alarm_no_more_than_is_stated(question: Question) -> None:
    rates = {name: found(WORLDS[name], question, 36, TIMES) for name in STEADY}
    show(question.name, ["series", "alarms"], [[n, f"{r:.1%}"] for n, r in rates.items()])
    assert max(rates.values()) <= 1.5 * STATED


def test_a_level_that_wanders_no_longer_alarms_every_fourth_time() -> None:
    rates = {months: found(WANDERING, QUARTER, months, 300) for months in (24, 60)}
    show("level wanders", ["months", "alarms"], [[f"{m}", f"{r:.1%}"] for m, r in rates.items()])
    # Three times as often as is stated of two years, twice of five: not every fourth time.
    assert rates[24] <= 0.15
    assert rates[60] <= 0.11


def test_a_rise_of_a_tenth_is_found_in_spite_of_a_season() -> None:
    world = World(dispersion=3.0, season=0.2)
    rates = {months: found(world, QUARTER, months, 400, rise=1.1) for months in (24, 36)}
    show("+10%", ["months", "found"], [[f"{m}", f"{r:.0%}"] for m, r in rates.items()])
    assert min(rates.values()) >= 0.4


def test_false_alarms_of_a_chart_are_as_stated() -> None:
    rng = numpy.random.default_rng(1)
    for points in (13, 24, 60):
        rate = float(marked(rng.normal(size=(4000, points))).mean())
        assert rate == pytest.approx(RATES[points], abs=0.025), points
    assert false_alarm_rate(12) is None
    assert RATES[24] < (false_alarm_rate(25) or 0) < RATES[27]
    assert false_alarm_rate(500) == RATES[max(RATES)]


def test_the_simulated_charts_are_those_that_are_drawn() -> None:
    values = numpy.random.default_rng(2).normal(size=(40, 24))
    drawn = []
    for series in values:
        points = [
            (date(2020, 1, 1) + timedelta(days=n), Fraction(float(v))) for n, v in enumerate(series)
        ]
        (segment,) = xmr(points)
        drawn.append(any(cause is not Cause.COMMON for cause in segment.causes))
    assert drawn == list(marked(values))


def test_places_that_differ_by_themselves_stand_apart_as_seldom_as_is_stated() -> None:
    """The limits of chance alone call nearly all of them apart, and of few places some."""
    lines = {places: rates(places, 0.3, (1000, 1.0), 420 // places, 17) for places in (5, 7, 20)}
    shown = [[f"{n}", *(f"{rate:.1%}" for rate in line)] for n, line in lines.items()]
    show("places", ["places", "95%", "99.8%", "held", "different"], shown)
    for each in lines.values():
        assert each.apart <= 1.5 * STATED
        assert each.held >= 0.92
