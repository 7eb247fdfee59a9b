"""Milestones as plans print them, from the data that is shipped."""

import re
from datetime import date
from fractions import Fraction
from math import ceil
from pathlib import Path

import pytest
from tests.unit.contracts.catalogues import load

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_contracts.definitions.models.plans import PlannedMilestone, milestones_of
from oversight_measures.milestones import (
    Benchmark,
    Level,
    NotApplicable,
    PercentageOfBaseline,
    RateLevel,
    level,
)
from oversight_measures.periods.period import Period

PLAN = "strategic-policing-plan-2011-15"
# The figures that the plan prints for the baseline year and for 2010-11.
BASELINES = {
    "A17": (247_927, 215_368),
    "A18": (3_477, 2_943),
    "A19": (18_030, 19_139),
    "A20": (7_659, 9_041),
    "A21": (34_085, 28_248),
    "A22": (51_750, 45_542),
}
# Crimes of 2010-11 over which the plan prints the numbers to be solved.
RECORDED = {"A23": 2_943, "A24": 19_139, "A25": 9_041, "A26": 28_248}


@pytest.fixture(scope="module")
def shipped(definitions: Path) -> Catalogue:
    return load_catalogue(definitions)


def test_a_milestone_has_its_dates_and_its_value(tmp_path: Path) -> None:
    plans = load(tmp_path).plans
    year, before = (Period(date(y, 4, 1), date(y + 1, 4, 1)) for y in (2011, 2010))
    found = list(milestones_of(plans.values(), "crime.knife"))
    assert [(m.set.area, m.period, m.baseline, m.set.milestone) for m in found] == [
        ("birmingham", year, before, PercentageOfBaseline(Fraction("-7.5"), "2010-11")),
        ("force", before, None, NotApplicable()),
        ("force", year, None, Benchmark()),
    ]
    (share,) = milestones_of(plans.values(), "response.within")
    assert (share.set.by, share.set.milestone) == ("grade=priority-1", Level(88))
    (rate,) = milestones_of(plans.values(), "search.video")
    assert rate.set.milestone == RateLevel(50, 100)


def test_the_plan_of_2011_sets_something_for_each_row_in_each_year(shipped: Catalogue) -> None:
    plan = shipped.plans[PLAN]
    for row in shipped.documents[PLAN].rows:
        periods = [each.period for each in plan.milestones if each.row == row]
        assert sorted(set(periods)) == ["2010-11", "2011-12"], row


def test_na_and_benchmark_stand_where_the_plan_prints_them(shipped: Catalogue) -> None:
    def rows(kind: str) -> list[tuple[str, str]]:
        return [(m.row, m.period) for m in shipped.plans[PLAN].milestones if m.kind == kind]

    unset = ["A1", "A4", "A5", "A6", "A7", "A13", "A14", "A19", "A20", "A21"]
    assert rows("not-applicable") == [(row, "2010-11") for row in unset]
    assert rows("benchmark") == [("A6", "2011-12")]


def printed_changes(shipped: Catalogue) -> list[PlannedMilestone]:
    return [
        each
        for indicator in shipped.indicators
        for each in milestones_of([shipped.plans[PLAN]], indicator)
        if each.set.printed is not None
    ]


def test_every_level_that_the_plan_prints_comes_out_of_its_figures(shipped: Catalogue) -> None:
    found = printed_changes(shipped)
    assert len(found) == 15
    for each in found:
        row = each.set.row
        if row in BASELINES:
            first, second = BASELINES[row]
            years = {"2007-08": first, "2008-09": first, "2010-11": second}
            aim = level(each.set.milestone, years)
        elif row in RECORDED:
            share = level(each.set.milestone)
            aim = share * RECORDED[row] / 100 if share is not None else None
        else:
            continue
        assert aim is not None
        number = int(re.sub(r"\D", "", str(each.set.printed).split(" ")[0]))
        # The plan rounds to the nearest, and up in two places.
        assert number in (ceil(aim), int(aim + Fraction(1, 2))), row


def test_the_report_of_2014_holds_the_force_to_four_reductions(shipped: Catalogue) -> None:
    plan = shipped.plans["spcb-performance-report-2014-12"]
    changes = {(m.row, m.by): m.milestone for m in plan.milestones if m.kind != "not-applicable"}
    assert changes == {
        ("B14", ""): PercentageOfBaseline(Fraction(-5), "2013-14"),
        ("B15", "offence=burglary-residential"): PercentageOfBaseline(Fraction(-2), "2013-14"),
        ("B15", "offence-group=Robbery"): PercentageOfBaseline(Fraction(-5), "2013-14"),
        ("B18", ""): PercentageOfBaseline(Fraction(-5), "2010-11"),
    }


def test_a_plan_that_sets_no_level_sets_none(shipped: Catalogue) -> None:
    assert shipped.plans["police-and-crime-plan-2014-16"].milestones == ()
