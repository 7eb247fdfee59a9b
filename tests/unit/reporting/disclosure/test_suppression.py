"""What a reader to whom small counts are not shown can find in answers, tables and reports."""

import csv
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from itertools import pairwise, product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.reporting.covered import covered
from tests.unit.reporting.documents import report_of
from tests.unit.reporting.readers import seen_by

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_contracts.definitions.models.reports import Disclosure, Report, ReportItem
from oversight_contracts.facts.facts import Cut, Total
from oversight_measures.disclosure.small_numbers import NOTHING_SMALL, PUBLIC, SmallNumbers
from oversight_measures.periods.period import Every, Period
from oversight_reporting.comparison.change import Comparison
from oversight_reporting.figures.evaluate import evaluate
from oversight_reporting.figures.query import FigureQuery
from oversight_reporting.figures.result import (
    QueryResult,
    RawResult,
    Result,
    Row,
    only_table,
    row_in,
    rows_of,
)
from oversight_reporting.figures.table_writer import StoredTotals
from oversight_reporting.model.document_base import dump
from oversight_reporting.model.totals import BucketTotal, TotalsIndex
from oversight_reporting.render.csv import report_csv
from oversight_reporting.report.items.figures import item_document

QUARTER = Period(date(2020, 1, 1), date(2020, 4, 1))
CUT = Cut(
    generation=1,
    complete=True,
    definitions="x",
    positions=(),
    at=datetime(2020, 7, 1, tzinfo=UTC),
)
RECORDS = covered(date(2019, 1, 1), date(2020, 6, 30))
FORCE = "west-midlands"


@pytest.fixture(scope="module")
def catalogue(definitions: Path) -> Catalogue:
    return load_catalogue(definitions)


def asked(
    catalogue: Catalogue,
    name: str,
    held: Mapping[tuple[str, str], int | Total],
    by: tuple[str, ...] = (),
    every: Every | None = None,
    period: Period = QUARTER,
    basis: str | None = None,
) -> RawResult:
    """The answer from totals by day and breakdown."""
    query = FigureQuery(catalogue.indicators[name], FORCE, "force", period, by, basis, every)
    totals = [
        BucketTotal(day, value, each if isinstance(each, Total) else Total(n=each))
        for (day, value), each in held.items()
    ]
    return evaluate(catalogue, query, StoredTotals(TotalsIndex(totals), RECORDS), CUT)


def strands(*counts: int, day: str = "2020-01-05") -> dict[tuple[str, str], int]:
    names = ("Robbery", "Homicide", "Burglary", "Sexual offences", "Fraud")
    found = {(day, f"offence-group={name}"): n for name, n in zip(names, counts, strict=False)}
    return {**found, (day, ""): sum(counts)}


def seen(
    catalogue: Catalogue, *answers: RawResult, rule: SmallNumbers = PUBLIC
) -> list[QueryResult]:
    return seen_by(answers, rule, catalogue.forces)


def shown(found: QueryResult) -> list[int | str]:
    """Per line its count, or `suppressed`; the total first."""
    return [
        "suppressed" if line.suppressed else int(line.numerator or 0)
        for table in found.tables
        for line in rows_of(table)
    ]


def test_a_small_count_takes_another_with_it_and_says_so(catalogue: Catalogue) -> None:
    found = asked(catalogue, "crime.total", strands(40, 2, 9, 30), by=("offence-group",))
    (public,) = seen(catalogue, found)
    by_name = {line.label: line for line in only_table(public).rows}
    assert by_name["Homicide"] == Row({"offence-group": "Homicide"}, suppressed=True)
    hidden = {label for label, line in by_name.items() if line.suppressed}
    # Which other goes with it the key alone tells.
    assert {"Homicide"} < hidden < set(by_name)
    assert only_table(public).total.numerator == 81
    (board,) = seen(catalogue, found, rule=NOTHING_SMALL)
    assert board.tables == found.tables
    # The annual report prints counts of 2.
    (annual,) = seen(catalogue, found, rule=SmallNumbers(below=2))
    assert annual.tables == found.tables


def test_it_is_a_value_of_its_own_in_every_format(catalogue: Catalogue) -> None:
    found = asked(catalogue, "crime.total", strands(40, 2, 9, 30), by=("offence-group",))
    before = asked(
        catalogue,
        "crime.total",
        strands(40, 20, 90, 3, day="2019-01-05"),
        by=("offence-group",),
        period=Period(date(2019, 1, 1), date(2019, 4, 1)),
    )
    now, earlier = seen(catalogue, found, before)
    item = ReportItem(indicator="crime.total", by=("offence-group",))
    document = dump(item_document(catalogue, item, now, Comparison(earlier)))
    rows = {row["label"]: row for row in document["rows"]}
    homicide = rows["Homicide"]
    fraud = rows["Sexual offences"]
    assert (homicide["suppressed"], homicide["printed"]) == (True, "suppressed")
    assert [homicide[name] for name in ("value", "numerator", "denominator", "lower")] == [None] * 4
    assert homicide["change"]["printed"] == "cannot be compared"
    assert fraud["earlier"]["printed"] == "suppressed"
    assert fraud["change"]["printed"] == "cannot be compared"
    assert rows["All"]["change"]["printed"] != "cannot be compared"
    assert any("not a figure of zero" in note for note in document["notes"])
    lines = report_csv(report_of(document)).decode()
    suppressed = sum(row["suppressed"] for row in rows.values())
    earlier = sum(row["earlier"]["suppressed"] for row in rows.values())
    cells = [cell for line in csv.reader(lines.splitlines()) for cell in line]
    # With the headings of the two columns that say it of a row and of the year before.
    assert cells.count("suppressed") - 1 == suppressed + earlier


def test_months_do_not_give_back_what_the_quarter_hides(catalogue: Catalogue) -> None:
    days = {("2020-01-05", ""): 3, ("2020-02-05", ""): 50, ("2020-03-05", ""): 60}
    months = asked(catalogue, "crime.total", days, every=Every.MONTH)
    quarter = asked(catalogue, "crime.total", days)
    together = seen(catalogue, quarter, months)
    assert [shown(each) for each in together] == [[113], ["suppressed", "suppressed", 60]]
    # Without the quarter's total beside them, nothing gives the 3 back.
    assert [shown(each) for each in seen(catalogue, months)] == [["suppressed", 50, 60]]


@pytest.mark.parametrize(("ends", "hidden"), [((1, 2, 3, 4), 2), ((1, 2, 4), 2), ((1, 3, 4), 0)])
def test_periods_asked_for_one_by_one_do_not_give_it_back_either(
    catalogue: Catalogue, ends: Sequence[int], hidden: int
) -> None:
    """As a table of a report asks for each of its rows, months or pieces of any length."""
    days = {("2020-01-05", ""): 3, ("2020-02-05", ""): 50, ("2020-03-05", ""): 60}
    quarter = asked(catalogue, "crime.total", days)
    pieces = [
        asked(catalogue, "crime.total", days, period=Period(*(date(2020, m, 1) for m in span)))
        for span in pairwise(ends)
    ]
    first, *others = [shown(each) for each in seen(catalogue, quarter, *pieces)]
    assert first == [113]
    assert others.count(["suppressed"]) == hidden


def test_a_rate_of_the_same_crimes_is_hidden_with_their_number(catalogue: Catalogue) -> None:
    held = {("2020-01-05", ""): 3}
    number = asked(catalogue, "stop-search.searches", held)
    rate = asked(catalogue, "stop-search.rate", held, basis="census-2011")
    assert [shown(each) for each in seen(catalogue, number, rate)] == [["suppressed"]] * 2


def test_two_figures_that_should_agree_and_do_not_hide_each_for_itself(
    catalogue: Catalogue,
) -> None:
    few = asked(catalogue, "stop-search.searches", {("2020-01-05", ""): 3})
    many = asked(catalogue, "stop-search.rate", {("2020-01-05", ""): 30}, basis="census-2011")
    assert [shown(each) for each in seen(catalogue, few, many)] == [["suppressed"], [30]]
    assert [shown(each) for each in seen(catalogue, many, few)] == [[30], ["suppressed"]]


def test_ratios_to_a_hidden_reference_are_hidden(catalogue: Catalogue) -> None:
    day = "2020-01-05"
    held = {
        (day, ""): 103,
        (day, "ethnicity=White"): 3,
        (day, "ethnicity=Black"): 40,
        (day, "ethnicity=Asian"): 60,
    }
    found = asked(catalogue, "stop-search.disparity", held, by=("ethnicity",), basis="census-2011")
    (public,) = seen(catalogue, found)
    values = {line.label: line.value for line in only_table(public).rows}
    assert {values[group] for group in ("White", "Black", "Asian")} == {None}


def test_a_share_whose_others_are_few_is_hidden(catalogue: Catalogue) -> None:
    held = {
        ("2020-01-05", ""): Total(n=98, of=150),
        ("2020-01-05", "ethnicity=White"): Total(n=58, of=60),
        ("2020-01-05", "ethnicity=Black"): Total(n=40, of=90),
    }
    found = asked(catalogue, "stop-search.positive-outcome", held, by=("ethnicity",))
    (public,) = seen(catalogue, found)
    assert shown(public) == [98, "suppressed", "suppressed"]
    assert only_table(public).not_stated is None


def test_a_value_that_did_not_occur_is_hidden_where_zeros_are(catalogue: Catalogue) -> None:
    found = asked(catalogue, "crime.total", strands(40, 90), by=("offence-group",))
    (public,) = seen(catalogue, found, rule=SmallNumbers(zeros=True))
    (shown_zeros,) = seen(catalogue, found)
    absent = {"offence-group": "Fraud"}
    indicator = found.query.indicator
    assert row_in(only_table(public), indicator, absent).suppressed
    told = row_in(only_table(shown_zeros), indicator, absent)
    assert (told.value, told.unrecorded) == (None, True)


def test_rounding_leaves_multiples_and_figures_made_of_them(catalogue: Catalogue) -> None:
    rule = SmallNumbers(base=5)
    held = {
        ("2020-01-05", ""): Total(n=98, of=151),
        ("2020-01-05", "ethnicity=White"): Total(n=47, of=61),
        ("2020-01-05", "ethnicity=Black"): Total(n=51, of=90),
    }
    found = asked(catalogue, "stop-search.positive-outcome", held, by=("ethnicity",))
    (public,) = seen(catalogue, found, rule=rule)
    lines = {line.label: line for line in rows_of(only_table(public))}
    assert (lines["All"].numerator, lines["All"].denominator) == (100, 150)
    assert lines["White"].value == 75
    counted = asked(catalogue, "crime.total", {("2020-01-05", ""): 1203})
    assert shown(seen(catalogue, counted, rule=rule)[0]) == [1205]


@given(st.lists(st.integers(0, 30), min_size=2, max_size=4))
@settings(max_examples=40, deadline=None)
def test_a_hidden_group_is_no_difference_of_what_is_shown(
    catalogue: Catalogue, groups: Sequence[int]
) -> None:
    found = asked(catalogue, "crime.total", strands(*groups), by=("offence-group",))
    (public,) = seen(catalogue, found)
    total, *parts = rows_of(only_table(public))
    hidden = [line for line in parts if line.suppressed]
    if hidden and not total.suppressed:
        rest = int(total.numerator or 0) - sum(int(line.numerator or 0) for line in parts)
        assert len(hidden) > 1
        assert rest >= 5
    assert not any(0 < int(line.numerator or 0) < 5 for line in (total, *parts))
    printed = [line for line in (total, *parts) if not line.suppressed]
    assert all(line.figure is not None for line in printed)
    small = any(0 < count < 5 for count in (*groups, sum(groups)))
    assert small == any(line.suppressed for line in (total, *parts))


DAYS = ("2020-01-05", "2020-02-05", "2020-03-05")
NAMES = ("Robbery", "Homicide", "Burglary")
CELLS = st.one_of(st.integers(0, 7), st.integers(0, 40))


def told(answers: Sequence[Result]) -> set[tuple[date, date, str, int]]:
    """What a reader finds: from, to, the group and the count of every line that has one."""
    return {
        (table.period.start, table.period.end, line.label, int(line.numerator))
        for found in answers
        for table in found.tables
        for line in rows_of(table)
        if line.numerator is not None
    }


def of_a_report(catalogue: Catalogue, grid: Sequence[Sequence[int]]) -> list[RawResult]:
    """By group, by month, and by group and month: one row of ``grid`` a group."""
    held: dict[tuple[str, str], int] = {}
    for at, day in enumerate(DAYS):
        for name, counts in zip(NAMES, grid, strict=True):
            held[day, f"offence-group={name}"] = counts[at]
        held[day, ""] = sum(counts[at] for counts in grid)
    by, all_of_them = ("offence-group",), {key: n for key, n in held.items() if not key[1]}
    return [
        asked(catalogue, "crime.total", held, by=by),
        asked(catalogue, "crime.total", all_of_them, every=Every.MONTH),
        asked(catalogue, "crime.total", held, by=by, every=Every.MONTH),
    ]


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=3, max_size=3))
@settings(max_examples=25, deadline=None)
def test_no_small_count_follows_from_all_that_a_report_prints(
    catalogue: Catalogue, grid: list[list[int]]
) -> None:
    """Found by trying: other counts by group and month under which the report prints the same."""
    answers = of_a_report(catalogue, grid)
    public = told(seen(catalogue, *answers))
    small = {each for each in told(answers) if 0 < each[-1] < 5}
    assert not small & public
    for steps in product((-1, 0, 1), repeat=9):
        if not small:
            break
        other = [
            [count + steps[3 * row + at] for at, count in enumerate(counts)]
            for row, counts in enumerate(grid)
        ]
        if min(map(min, other)) >= 0:
            found = figures(other)
            if public <= found:
                small -= {each for each in small if each not in found}
    assert not small


def figures(grid: Sequence[Sequence[int]]) -> set[tuple[date, date, str, int]]:
    """All that could be told of the counts: by group and month, and every sum."""
    months = [Period(date(2020, 1 + at, 1), date(2020, 2 + at, 1)) for at in range(3)]
    rows = [
        *zip(NAMES, grid, strict=True),
        ("All", [sum(each) for each in zip(*grid, strict=True)]),
    ]
    found: set[tuple[date, date, str, int]] = set()
    for name, counts in rows:
        found.add((QUARTER.start, QUARTER.end, name, sum(counts)))
        for month, count in zip(months, counts, strict=True):
            found.add((month.start, month.end, name, count))
    return found


@pytest.mark.parametrize(
    ("audience", "small", "shown_to", "below"),
    [
        ("public", None, "board", 5),
        ("board", None, "board", 0),
        # A service for the public shows no small counts, whomever a report was made for.
        ("board", None, "public", 5),
        ("public", Disclosure(below=2), "public", 2),
        ("board", Disclosure(below=3), "board", 3),
    ],
)
def test_the_rule_of_a_report(
    catalogue: Catalogue, audience: str, small: Disclosure | None, shown_to: str, below: int
) -> None:
    shipped = catalogue.reports["board-quarter"]
    report = Report.model_validate(
        {**shipped.model_dump(), "audience": audience, "small_numbers": small}
    )
    assert report.rule("public" if shown_to == "public" else "board").below == below


def test_nobody_is_shown_small_counts_by_leaving_the_audience_out() -> None:
    assert Report.model_fields["audience"].default == "public"
    assert replace(PUBLIC).below == 5


def test_a_weighed_sum_does_not_give_a_small_count_back(definitions: Path, tmp_path: Path) -> None:
    folder = tmp_path / "definitions"
    shutil.copytree(definitions, folder)
    (folder / "weights.yaml").write_text(
        "weights:\n- {scheme: crime-severity-score, version: '1', source: S, field: offence,"
        " values: {homicide: 7000, robbery: 300, shoplifting: 1}}"
    )
    weighed = load_catalogue(folder)
    held = {
        ("2020-01-05", f"offence={name}"): n
        for name, n in (("homicide", 2), ("robbery", 40), ("shoplifting", 90))
    }
    found = asked(weighed, "crime.weighted-severity", held, basis="census-2011")
    assert only_table(found).total.value is not None
    (public,) = seen(weighed, found)
    assert only_table(public).total == Row(suppressed=True)
    # Where nothing in it is small, it is shown.
    large = {**held, ("2020-01-05", "offence=homicide"): 20}
    whole = asked(weighed, "crime.weighted-severity", large, basis="census-2011")
    (same,) = seen(weighed, whole)
    assert same.tables == whole.tables
    (rounded,) = seen(weighed, whole, rule=SmallNumbers(below=5, base=50))
    total = only_table(rounded).total
    assert (total.numerator, total.denominator) == (150, only_table(whole).total.denominator)
    assert total.value == Fraction((300 * 50 + 100) * 1000, total.denominator or 1)
