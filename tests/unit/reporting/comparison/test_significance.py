"""Whether a change is more than chance, as a reader finds it beside the change and beneath it."""

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.unit.reporting.documents import report_of, table_of
from tests.unit.reporting.in_memory import Held, InMemory, item_of
from tests.unit.reporting.statistics import statistic

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_contracts.definitions.models.indicators import Break
from oversight_contracts.definitions.models.reports import Audience, ReportItem
from oversight_contracts.facts.facts import Total
from oversight_contracts.measures.registry import INDICATOR
from oversight_contracts.records.statistic import Statistic
from oversight_measures.periods.period import DAY, Every, Period, split
from oversight_reporting.comparison.notes import notes_on_chance
from oversight_reporting.comparison.significance import SignificanceTest
from oversight_reporting.figures.result import Row, Table
from oversight_reporting.model.published import PublishedFigure
from oversight_reporting.render.csv import report_csv
from oversight_reporting.render.table import printed_table

AT = datetime(2020, 7, 10, 9, tzinfo=UTC)
QUARTER = Period(date(2020, 4, 1), date(2020, 7, 1))
MONTHS = [each.period for each in split(Period(date(2018, 7, 1), date(2020, 7, 1)), Every.MONTH)]
QUASI_POISSON = (
    "Whether a change is more than chance is judged by this test: "
    "quasi-Poisson, dispersion from what calendar month and year leave of 24 months (July 2018 to "
    "June 2020): {times} times that of independent cases."
)
# From 300 in the first quarter compared to 390 in the second: months vary little, or a lot.
CALM = [100] * 12 + [130] * 12
WILD = [
    20,
    40,
    300,
    60,
    100,
    180,
    90,
    30,
    80,
    10,
    90,
    200,
    *[250, 20, 30, 200, 90, 400, 10, 60, 150],
]
WILD += [190, 20, 180]


@pytest.fixture(scope="module")
def catalogue(definitions: Path) -> Catalogue:
    return load_catalogue(definitions)


def counted(name: str, counts: Sequence[int], by: str = "") -> dict[tuple[str, str, str], Total]:
    """A count of each of the 24 months, on its first day."""
    days = [month.start.isoformat() for month in MONTHS[-len(counts) :]]
    return {(name, by, day): Total(n=n) for day, n in zip(days, counts, strict=True) if n}


def fed(name: str, without: Sequence[str] = ()) -> dict[tuple[str, str, str], Total]:
    """Another indicator of the same kind of record, on the first and the last day of each month.

    ``without`` days, or months.
    """
    days = [f"{day}" for month in MONTHS for day in (month.start, month.end - DAY)]
    return {(name, "", day): Total(n=1) for day in days if not day.startswith(tuple(without))}


async def compared(
    catalogue: Catalogue,
    held: Held,
    name: str = "crime.total",
    by: tuple[str, ...] = (),
    period: Period = QUARTER,
    stated: Sequence[PublishedFigure] = (),
    shown_to: Audience = "board",
    **other: Any,
) -> dict[str, Any]:
    item = ReportItem(indicator=name, by=by, compare="same-dates-last-year", **other)
    return await item_of(catalogue, InMemory(catalogue, held, AT, stated), item, period, shown_to)


def printed(document: dict[str, Any]) -> list[dict[str, str]]:
    table = printed_table(table_of(document))
    headings = [cell.text for cell in table.headings]
    return [dict(zip(headings, (c.text for c in row), strict=True)) for row in table.rows]


def by_group(document: dict[str, Any]) -> dict[str, str]:
    """What is said beside the change of each row, the first column naming it."""
    return {next(iter(row.values())): row["More than chance?"] for row in printed(document)}


def about_chance(document: dict[str, Any]) -> list[str]:
    return [note for note in document["notes"] if "chance" in note or "this test" in note]


@pytest.mark.parametrize(
    ("counts", "change", "words", "times"),
    [
        (CALM, "up 30.0%", "more than chance", "1.0"),
        (
            *(WILD, "up 30.0%"),
            "no more than chance would give, no rise under tenfold and no fall under 90% would "
            "have been found four times in five",
            "84.5",
        ),
    ],
)
async def test_a_change_of_counts_is_held_against_how_much_the_months_vary(
    catalogue: Catalogue, counts: list[int], change: str, words: str, times: str
) -> None:
    held = {**fed("crime.hate"), **counted("crime.total", counts)}
    document = await compared(catalogue, held)
    (row,) = printed(document)
    assert (row["Change"], row["More than chance?"]) == (change, words)
    assert about_chance(document) == [QUASI_POISSON.format(times=times)]


async def test_every_format_says_it_and_by_which_test(catalogue: Catalogue) -> None:
    document = await compared(catalogue, {**fed("crime.hate"), **counted("crime.total", CALM)})
    said = document["rows"][0]["change"]["chance"]
    assert (said["method"], said["beyond_chance"]) == ("quasi-Poisson", True)
    assert (said["printed"], said["reason"]) == ("more than chance", "")
    assert 0.2 < said["detectable"] < 0.4
    assert said["detectable_fall"] == pytest.approx(1 - 1 / (1 + said["detectable"]))
    spread = said["spread"]
    assert (spread["dispersion"], spread["source"]) == (1, "calendar month and year")
    assert (spread["pieces"], spread["first"], spread["last"]) == (24, "2018-07-01", "2020-06-01")
    report = report_of(document)
    (line,) = csv.DictReader(io.StringIO(report_csv(report).decode(), newline=""))
    assert line["beyond_chance"] == "true"
    assert line["chance_printed"] == "more than chance"
    assert line["chance_method"] == "quasi-Poisson"
    assert (line["dispersion"], line["dispersion_pieces"]) == ("1.0", "24")
    assert float(line["chance_detectable"]) == pytest.approx(said["detectable"])
    assert float(line["chance_detectable_fall"]) == pytest.approx(said["detectable_fall"])


async def test_a_snapshot_from_before_there_were_tests_is_printed_as_it_was(
    catalogue: Catalogue,
) -> None:
    document = await compared(catalogue, {**fed("crime.hate"), **counted("crime.total", CALM)})
    (row,) = document["rows"]
    change = {name: said for name, said in row["change"].items() if name != "chance"}
    document["rows"] = [{**row, "change": change}]
    (cells,) = printed(document)
    assert cells["Change"] == "up 30.0%"
    assert "More than chance?" not in cells


async def test_the_months_are_one_more_query_of_sums(catalogue: Catalogue) -> None:
    repository = InMemory(catalogue, {**fed("crime.hate"), **counted("crime.total", CALM)}, AT)
    item = ReportItem(indicator="crime.total", compare="same-dates-last-year")
    await item_of(catalogue, repository, item, QUARTER)
    assert repository.opened.reads == {"totals": 2, "monthly": 1}


async def test_small_counts_without_any_months_have_the_exact_test(catalogue: Catalogue) -> None:
    # A month without records leaves but nine after it to tell anything by.
    held = {**fed("crime.hate", ["2019-09"]), **counted("crime.total", [0] * 21 + [5, 2, 2])}
    document = await compared(catalogue, held)
    (row,) = printed(document)
    assert (row["Change"], row["More than chance?"]) == ("up from 0", "more than chance")
    (note,) = about_chance(document)
    assert note.endswith("by this test: exact conditional, which takes cases for independent.")


async def test_rows_are_judged_each_by_its_own_months(catalogue: Catalogue) -> None:
    few = [0] * 9 + [9, 9, 9] + [0] * 9 + [9, 9, 10]
    held = {
        **fed("crime.hate"),
        **counted("crime.total", CALM),
        **counted("crime.total", CALM, "offence-group=Burglary"),
        **counted("crime.total", [0] * 21 + [1, 1, 1], "offence-group=Homicide"),
        **counted("crime.total", few, "offence-group=Fraud"),
        **counted("crime.total", [0] * 11 + [20] + [0] * 11 + [60], "offence-group=Theft"),
    }
    document = await compared(catalogue, held, by=("offence-group",))
    said = by_group(document)
    assert (said["All"], said["Burglary"]) == ("more than chance", "more than chance")
    assert said["Fraud"].startswith("no more than chance would give, ")
    assert said["Homicide"].startswith("no more than chance would give")
    # What happens in one month of the year does not tell how much years differ.
    assert said["Theft"] == (
        "no verdict: how much years differ is not known where nearly all months have none, or all"
    )
    note, homicides, *_ = about_chance(document)
    assert "times that of independent cases" in note
    # Three of them in two years leave nothing about calendar month and year.
    assert homicides.startswith("For Homicide it is judged by this test: exact conditional, which")


BROKEN = Break(on=date(2018, 10, 1), why="more is a crime since then")


@pytest.mark.parametrize(
    ("without", "breaks"), [(["2018-09"], ()), (["2018-07"], ()), ([], (BROKEN,))]
)
async def test_with_less_than_two_years_of_one_kind_nobody_knows_how_much_years_differ(
    catalogue: Catalogue, without: list[str], breaks: tuple[Break, ...]
) -> None:
    held = {**fed("crime.hate", without), **counted("crime.total", CALM)}
    for month in without:
        del held["crime.total", "", f"{month}-01"[:10]]
    crime = catalogue.indicators["crime.total"].model_copy(update={"breaks": breaks})
    known = replace(catalogue, indicators={**catalogue.indicators, "crime.total": crime})
    document = await compared(known, held)
    (row,) = printed(document)
    assert row["Change"] == "up 30.0%"
    (note,) = about_chance(document)
    beginning = "is not tested: how much years differ is not known from 2"
    assert beginning in note
    assert note.endswith(" months, of 24 needed.")
    (said,) = (row["change"]["chance"] for row in document["rows"])
    assert said["printed"].startswith("no verdict: how much years differ is not known from 2")
    assert (said["beyond_chance"], said["method"]) == (None, None)


async def test_with_less_than_a_year_counts_are_not_tested(catalogue: Catalogue) -> None:
    held = {**fed("crime.hate", ["2019-09"]), **counted("crime.total", CALM)}
    del held["crime.total", "", "2019-09-01"]
    document = await compared(catalogue, held)
    (row,) = printed(document)
    assert (row["Change"], "More than chance?" in row) == ("up 30.0%", False)
    assert about_chance(document) == [
        "Whether a change is more than chance is not tested: how much years differ is not known "
        "from 9 months, of 24 needed."
    ]


@pytest.mark.parametrize(("month", "words"), [("2019-05", "May 2019"), ("2020-05", "May 2020")])
async def test_periods_with_months_without_records_are_not_tested(
    catalogue: Catalogue, month: str, words: str
) -> None:
    held = {**fed("crime.hate", [month]), **counted("crime.total", [30] * 24)}
    del held["crime.total", "", f"{month}-01"]
    document = await compared(catalogue, held)
    (row,) = printed(document)
    assert row["Change"] == f"not comparable: records of {words} are missing"
    assert "More than chance?" not in row
    assert about_chance(document) == []


@pytest.mark.parametrize(
    ("period", "breaks"),
    [
        # Running, and across a change of definition: the change itself is not worked out.
        (Period(date(2020, 5, 1), date(2020, 8, 1)), ()),
        (QUARTER, (Break(on=date(2020, 1, 1), why="x"),)),
    ],
)
async def test_where_nothing_is_compared_nothing_is_tested(
    catalogue: Catalogue, period: Period, breaks: tuple[Break, ...]
) -> None:
    crime = catalogue.indicators["crime.total"].model_copy(update={"breaks": breaks})
    known = replace(catalogue, indicators={**catalogue.indicators, "crime.total": crime})
    held = {**fed("crime.hate"), **counted("crime.total", CALM)}
    document = await compared(known, held, period=period)
    assert document["rows"][0]["change"]["chance"] is None
    assert about_chance(document) == []


@pytest.mark.parametrize("name", ["stop-search.searches", "published.searches"])
async def test_published_figures_are_never_tested(catalogue: Catalogue, name: str) -> None:
    """Neither those quoted, nor those that stand for the time before records begin."""
    plain = {"id": "published.searches", "title": "x", "description": "x", "polarity": "neither"}
    quoted = INDICATOR.validate_python(
        {**plain, "measure": "statistic", "unit": "searches", "decimals": 0}
    )
    known = replace(catalogue, indicators={**catalogue.indicators, quoted.id: quoted})
    days = (
        {"first_day": "2019-04-01", "last_day": "2019-06-30"},
        {
            "first_day": "2020-04-01",
            "last_day": "2020-06-30",
        },
    )
    stated = [
        PublishedFigure(
            day["first_day"], False, Statistic.model_validate(statistic(name, "300", **day))
        )
        for day in days
    ]
    held = counted("stop-search.searches", [0] * 21 + [100, 100, 190])
    held["stop-search.searches", "", "2020-06-30"] = Total(n=9)
    document = await compared(known, held, name, stated=stated)
    (row,) = document["rows"]
    assert row["earlier"]["printed"] == "300"
    assert row["change"]["chance"] is None
    assert about_chance(document) == []


async def test_a_month_of_a_surge_is_left_out_and_named(catalogue: Catalogue) -> None:
    calm = [100, 104, 97, 101, 95, 103, 99, 106, 98, 101, 107, 96] * 2
    surge = [*calm[:5], 900, *calm[6:]]
    held = {
        **fed("crime.hate"),
        **counted("crime.total", [*surge[:21], 140, 135, 130]),
        **counted("crime.total", [*calm[:21], 140, 135, 130], "offence-group=Burglary"),
    }
    document = await compared(catalogue, held, by=("offence-group",))
    assert by_group(document) == {"All": "more than chance", "Burglary": "more than chance"}
    (note,) = [each for each in document["notes"] if "Left out" in each]
    # Of two Decembers nobody can tell which is the surge.
    assert note.endswith(": December 2018 (All); December 2019 (All).")
    spread = document["rows"][0]["change"]["chance"]["spread"]
    assert spread["surges"] == ["2018-12-01", "2019-12-01"]


async def test_surges_that_recur_are_said_to_with_how_often(catalogue: Catalogue) -> None:
    calm = [1000, 1004, 997, 1001, 995, 1003, 999, 1006, 998, 1001, 1007, 996] * 2
    twice = [*calm[:3], 1500, *calm[4:17], 1550, *calm[18:21], 1200, 1230, 1210]
    once = [*calm[:3], 1500, *calm[4:21], 1200, 1230, 1210]
    held = {
        **fed("crime.hate"),
        **counted("crime.total", twice),
        **counted("crime.total", once, "offence-group=Burglary"),
    }
    document = await compared(catalogue, held, by=("offence-group",))
    (note,) = [each for each in document["notes"] if "recur" in each]
    assert note.startswith("Months of a surge recur in All, about 1.0 times a year, and are left")
    spreads = [row["change"]["chance"]["spread"] for row in document["rows"]]
    assert [each["surges_a_year"] for each in spreads] == [1.0, None]
    # Of two years each surge takes the month that it is held against with it.
    assert [len(each["surges"]) for each in spreads] == [4, 2]
    (line, _) = csv.DictReader(io.StringIO(report_csv(report_of(document)).decode(), newline=""))
    assert float(line["surges_a_year"]) == 1


async def test_a_ratio_of_counts_that_share_records_is_held_against_less_than_two_apart(
    catalogue: Catalogue,
) -> None:
    """Half of each month's crimes are cancelled, whatever their number."""
    name = "crime.cancelled-rate"
    crimes = [1000, 1400, 900, 1200, 1100, 800, 1300, 1000, 1500, 900, 1200, 1100] * 2
    held = {
        (name, "", f"{month.start}"): Total(n=of // 2 + (70 if at > 20 else at % 3), of=of)
        for at, (month, of) in enumerate(zip(MONTHS, crimes, strict=True))
    }
    document = await compared(catalogue, {**fed("crime.total"), **held}, name)
    said = document["rows"][0]["change"]["chance"]
    assert said["spread"]["dispersion"] == pytest.approx(0.33, abs=0.02)
    assert said["beyond_chance"] is True
    (note,) = about_chance(document)
    assert note.endswith("0.3 times that of two counts that share no records.")


def shares(counts: Sequence[tuple[int, int]]) -> dict[tuple[str, str, str], Total]:
    days = ("2019-04-01", "2020-04-01")
    return {
        ("stop-search.arrest", "", day): Total(n=n, of=of)
        for day, (n, of) in zip(days, counts, strict=True)
    }


async def test_what_is_stated_of_neighbours_tells_nothing_of_years(catalogue: Catalogue) -> None:
    held = {**fed("stop-search.searches"), **shares([(1000, 10000), (1400, 10000)])}
    document = await compared(catalogue, held, "stop-search.arrest")
    (row,) = printed(document)
    assert (row["Change"], "More than chance?" in row) == ("up 4.0 points", False)
    assert about_chance(document) == [
        "Whether a change is more than chance is not tested: how much years differ is not known "
        "from 2 months, of 24 needed."
    ]


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ([(1000, 10000), (1400, 10000)], "more than chance"),
        (
            [(10, 100), (14, 100)],
            "no more than chance would give, only a rise or a fall of 24.0 points or more would "
            "have been found four times in five",
        ),
    ],
)
async def test_shares_of_neighbouring_months_are_held_against_what_is_stated(
    catalogue: Catalogue, counts: list[tuple[int, int]], words: str
) -> None:
    """As a table compares them: an item compares the same dates of two years alone."""
    indicator = catalogue.indicators["stop-search.arrest"]
    rows = [Row({}, indicator.figure(Total(n=n, of=of))) for n, of in counts]
    pieces = [
        (Table(month, True, False, "whole", row, (), None), row)
        for month, row in zip(MONTHS[-2:], rows, strict=True)
    ]
    test = SignificanceTest(stated=catalogue.stated_spread(indicator.id))
    said = test.document(indicator, pieces[1], pieces[0])
    assert said is not None
    assert said.printed == words
    (note,) = notes_on_chance([("All", said)])
    cases = sum(of for _, of in counts) / (61 / (365.25 / 12))
    dispersion, at = (2.5, 2000) if cases < 2000 else (1 + 1.5 * cases / 2000, cases)
    assert note.endswith(
        "by this test: quasi-binomial, by the spread that is stated for such series (their own "
        f"months do not tell it): {dispersion:.1f} times that of independent cases where a month "
        f"has {at:,.0f} of them."
    )


async def test_shares_of_few_cases_are_not_tested(catalogue: Catalogue) -> None:
    """0 of 2 after 2 of 2 is found in an eighth of pairs of coins, and would be told as news."""
    held = {**fed("stop-search.searches"), **shares([(2, 2), (0, 2)])}
    document = await compared(catalogue, held, "stop-search.arrest")
    (row,) = printed(document)
    assert (row["Change"], "More than chance?" in row) == ("down 100.0 points", False)
    assert about_chance(document) == [
        "Whether a change is more than chance is not tested: a test of shares takes cases enough "
        "to expect 5 with and 5 without in each of the periods."
    ]


def searched(white: int, black: int, asian: int, day: str) -> dict[tuple[str, str, str], Total]:
    groups = {"White": white, "Black": black, "Asian": asian}
    found = {
        ("stop-search.disparity", f"ethnicity={name}", day): Total(n=n)
        for name, n in groups.items()
    }
    return {**found, ("stop-search.disparity", "", day): Total(n=sum(groups.values()))}


async def test_a_disparity_has_its_drift_on_the_same_residents(catalogue: Catalogue) -> None:
    held: dict[tuple[str, str, str], Total] = {**fed("stop-search.searches")}
    for at, month in enumerate(MONTHS):
        risen = (1000, 9) if at > 20 else (520 + at % 3 * 40, 4 + at % 2 * 4)
        held |= searched(1300 + at % 5 * 20, *risen, f"{month.start}")
    document = await compared(catalogue, held, "stop-search.disparity", by=("ethnicity",))
    said = by_group(document)
    assert (said["All"], said["White"]) == ("", "")
    assert said["Black"] == "more than chance"
    assert said["Asian"].startswith("no more than chance would give, ")
    assert about_chance(document) == [
        "Whether a change is more than chance is judged by this test: ratio of two ratios, on a "
        "logarithm, dispersion from what calendar month and year leave of 24 months (July 2018 to "
        "June 2020): 1.0 times that of independent cases.",
    ]


async def test_what_has_no_test_says_so_once(catalogue: Catalogue) -> None:
    held: dict[tuple[str, str, str], Total] = {
        **fed("complaints.logged"),
        ("complaints.days-to-finalise", "", "2019-04-01"): Total(1, 1, 0, {20: 1}),
        ("complaints.days-to-finalise", "", "2020-04-01"): Total(1, 1, 0, {30: 1}),
    }
    plain = catalogue.indicators["complaints.days-to-finalise"].model_copy(update={"breaks": ()})
    name = plain.id
    known = replace(catalogue, indicators={**catalogue.indicators, name: plain})
    document = await compared(known, held, name)
    assert "More than chance?" not in printed(document)[0]
    assert about_chance(document) == [
        "Whether a change is more than chance is not tested: no test is made of medians."
    ]


async def test_what_is_said_of_chance_gives_no_suppressed_count_back(catalogue: Catalogue) -> None:
    held = {
        **fed("crime.hate"),
        **counted("crime.total", CALM),
        **counted("crime.total", [1] * 24, "offence-group=Homicide"),
        **counted("crime.total", [99] * 12 + [129] * 12, "offence-group=Burglary"),
    }
    document = await compared(catalogue, held, by=("offence-group",), shown_to="public")
    rows = {row["label"]: row for row in document["rows"]}
    assert rows["Homicide"]["suppressed"]
    assert rows["Homicide"]["change"]["chance"] is None
    # Months of three homicides decide no verdict on what is printed either.
    assert rows["All"]["change"]["chance"]["method"] is None
    assert "some are too small" in rows["All"]["change"]["chance"]["reason"]
    # Where no month is small nothing is held back, and the months suppress nothing themselves.
    whole = await compared(
        catalogue, {**fed("crime.hate"), **counted("crime.total", CALM)}, shown_to="public"
    )
    assert whole["rows"][0]["change"]["chance"]["beyond_chance"] is True
    assert whole["rows"][0]["printed"] == "390"
