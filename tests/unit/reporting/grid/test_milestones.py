"""Milestones as they are set, reached and judged."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from oversight_contracts.definitions.models.plans import (
    SetBenchmark,
    SetChange,
    SetLevel,
    SetMilestone,
    SetNothing,
)
from oversight_contracts.measures.registry import INDICATOR
from oversight_measures.periods.period import Period
from oversight_reporting.grid.cell import GridCell, Standing
from oversight_reporting.grid.milestones import met_cell, milestone_cell

YEAR = Period(date(2010, 4, 1), date(2011, 4, 1))
CRIME = INDICATOR.validate_python(
    {
        "id": "crime.total",
        "title": "Crime",
        "description": "Crime.",
        "measure": "statistic",
        "unit": "crimes",
        "polarity": "lower-is-better",
        "decimals": 0,
    }
)
SHARE = CRIME.model_copy(update={"unit": "%", "polarity": "higher-is-better", "decimals": 1})
COMMON = {"indicator": "crime.total", "period": "2010-11", "row": "A1"}
LESS = SetChange(
    **COMMON,
    kind="percentage-of-baseline",
    change=Decimal(-10),
    baseline="2007-08",
    printed="223,135",
)
HALF = SetLevel(**COMMON, kind="level", value=Decimal(50))
BASE = {"2007-08": Fraction(247_927)}


def reached(value: int | None) -> GridCell:
    return GridCell(YEAR, None if value is None else Fraction(value))


def cell(found: SetMilestone | None, figure: int | None = 1) -> GridCell:
    indicator = SHARE if found is HALF else CRIME
    return milestone_cell(indicator, found, BASE, YEAR, reached(figure))


def met(found: SetMilestone | None, figure: int | None) -> str:
    indicator = SHARE if found is HALF else CRIME
    return met_cell(indicator, found, cell(found, figure), reached(figure)).printed


def test_a_level_is_exact_and_printed_as_the_plan_prints_it() -> None:
    found = cell(LESS)
    assert found.value == Fraction(2_231_343, 10)
    assert found.printed == "223,135 (-10%)"
    assert found.marks == (
        "The plan prints 223,135: the exact level is 223,134.3, rounded up in print.",
    )


def test_a_share_that_the_plan_counts_out_says_how_its_count_was_rounded() -> None:
    # 11% of the 28,248 vehicle crimes of 2010-11.
    eleven = SetLevel(**COMMON, kind="level", value=Decimal(11), printed="3,108 (11%)")
    figure = GridCell(YEAR, Fraction(7), numerator=Fraction(2_009), denominator=Fraction(28_248))
    found = milestone_cell(SHARE, eleven, {}, YEAR, figure)
    assert found.printed == "3,108 (11%)"
    assert found.marks == (
        "The plan prints 3,108: 11% of 28,248 is 3,107.28, rounded up in print.",
    )
    nothing = replace(figure, numerator=Fraction(0), denominator=Fraction(0))
    assert milestone_cell(SHARE, eleven, {}, YEAR, nothing).marks == ()


def test_without_its_baseline_a_level_is_not_known() -> None:
    found = milestone_cell(CRIME, LESS.model_copy(update={"printed": None}), {}, YEAR, reached(1))
    assert (found.value, found.printed) == (None, "-10%")


@pytest.mark.parametrize(
    ("milestone", "words"),
    [
        (None, "N/A"),
        (SetNothing(**COMMON, kind="not-applicable"), "N/A"),
        (SetBenchmark(**COMMON, kind="benchmark"), "Benchmark"),
    ],
)
def test_nothing_set_and_benchmark_are_no_levels(milestone: SetMilestone, words: str) -> None:
    assert (cell(milestone).value, cell(milestone).printed) == (None, words)
    assert met(milestone, 5) == words


def test_a_milestone_is_met_by_the_exact_level() -> None:
    assert met(LESS, 223_134) == "Met"
    assert met(LESS, 223_135) == "Not met"
    assert met(HALF, 50) == "Met"
    assert met(HALF, 49) == "Not met"
    assert met(HALF, None) == "No figure"


def test_what_lacks_records_is_not_judged() -> None:
    missing = "records of July 2010 to March 2011 are missing"
    lacking = replace(reached(1), standing=(Standing(CRIME, YEAR, missing=missing),))
    found = met_cell(CRIME, LESS, cell(LESS), lacking)
    assert (found.printed, found.marks) == ("Not judged", (f"Not comparable: {missing}.",))
