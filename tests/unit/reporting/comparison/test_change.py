"""What changed in meaning is never compared, and the page says when and why."""

from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from tests.unit.reporting.covered import covered

from oversight_contracts.definitions.catalogue import load_catalogue
from oversight_contracts.definitions.models.conditions import EVERY
from oversight_contracts.definitions.models.indicators import Break
from oversight_contracts.definitions.models.opening import Opening
from oversight_contracts.definitions.models.populations import Population
from oversight_contracts.definitions.models.reports import ReportItem
from oversight_contracts.facts.facts import Cut, Total
from oversight_contracts.measures.count import CountIndicator
from oversight_contracts.measures.indicator import Indicator
from oversight_contracts.measures.stock import StockIndicator
from oversight_measures.periods.period import Period
from oversight_measures.periods.stretches import Stretches
from oversight_reporting.comparison.change import Comparison
from oversight_reporting.figures.query import FigureQuery
from oversight_reporting.figures.result import QueryResult, Row, Table
from oversight_reporting.model.published import Quotation
from oversight_reporting.report.items.figures import item_document

LOGGED = CountIndicator(
    id="complaints.logged",
    title="Complaint cases logged",
    description="Cases.",
    measure="count",
    unit="cases",
    polarity="neither",
    decimals=0,
    breaks=(Break(on=date(2020, 2, 1), why="more is a complaint since then"),),
    counts=Population(kind="complaint", at="logged_at", where=EVERY),
)
CUT = Cut(
    generation=1, complete=True, definitions="x", positions=(), at=datetime(2024, 1, 1, tzinfo=UTC)
)


def year(first: int) -> Period:
    return Period(date(first, 1, 1), date(first + 1, 1, 1))


def line(cases: int) -> Row:
    return Row(figure=LOGGED.figure(Total(n=cases)))


def table(period: Period, cases: int) -> Table:
    return Table(period, True, False, "whole", line(cases), (), None)


def change(
    earlier: int, now: int, indicator: Indicator = LOGGED, cases: int = 110
) -> tuple[str, str]:
    """The change of 100 to 110 cases between two years, as printed, and the reason."""
    query = FigureQuery(indicator, "west-midlands", "force", year(earlier), (), None)
    records = covered(date(2010, 1, 1), date(2023, 12, 31))
    answered = QueryResult(query, CUT, records, None, (table(year(earlier), 100),))
    _, document = Comparison(answered).documents(table(year(now), cases), line(cases))
    return document.printed, document.reason


@pytest.mark.parametrize(("earlier", "now"), [(2018, 2019), (2021, 2022)])
def test_years_on_one_side_of_a_break_are_compared(earlier: int, now: int) -> None:
    assert change(earlier, now) == ("up 10.0%", "")


@pytest.mark.parametrize(("earlier", "now"), [(2019, 2020), (2020, 2021), (2019, 2021)])
def test_a_break_between_two_years_is_told_and_nothing_is_compared(earlier: int, now: int) -> None:
    assert change(earlier, now) == (
        "not comparable",
        "Not comparable with the same dates last year: the definition changed on 1 February 2020: "
        "more is a complaint since then.",
    )


def open_cases(opening: Opening | None) -> StockIndicator:
    counted = LOGGED.model_dump(exclude={"measure", "counts", "breaks"})
    closed = Population(kind="complaint", at="finalised_at", where=EVERY)
    return StockIndicator(
        **counted, measure="stock", opened=LOGGED.counts, closed=closed, opening=opening
    )


@pytest.mark.parametrize(
    ("cases", "told"),
    [(110, "up 10"), (1_100, "up 1,000"), (97, "down 3"), (100, "no change"), (0, "down 100")],
)
def test_what_was_open_before_records_is_in_no_difference_but_in_a_percentage(
    cases: int, told: str
) -> None:
    assert change(2018, 2019, open_cases(None), cases) == (told, "")
    opening = Opening(day=date(2017, 1, 1), balances={"west-midlands": 50})
    assert change(2018, 2019, open_cases(opening), 110) == ("up 10.0%", "")


PUBLISHED = Quotation(
    *("S-1", Fraction(408), 0, None, None, None, "Police and Crime Commissioner"),
    published_on=date(2021, 9, 26),
)


@pytest.mark.parametrize(
    ("earlier", "missing", "notes"),
    [
        (line(100), (), []),
        (
            line(100),
            (Period(date(2018, 6, 1), date(2018, 7, 1)),),
            [
                "Of the same dates last year records of June 2018 are missing.",
                "Not comparable with the same dates last year: records of June 2018 are missing.",
            ],
        ),
        (
            Row(quoted=PUBLISHED),
            (),
            [
                "Figures of the same dates last year are as they were published and not worked out "
                "from records.",
                "Source: Police and Crime Commissioner, published 26 September 2021.",
            ],
        ),
    ],
)
def test_what_must_be_known_of_an_earlier_figure_is_told(
    definitions: Path, earlier: Row, missing: Stretches, notes: list[str]
) -> None:
    item = ReportItem(indicator=LOGGED.id, compare="same-dates-last-year")
    records = covered(date(2018, 1, 1), date(2019, 12, 31))
    now, before = (
        QueryResult(
            FigureQuery(LOGGED, "west-midlands", "force", held.period, (), None),
            *(CUT, records, None, (held,)),
        )
        for held in (
            table(year(2019), 110),
            Table(year(2018), True, False, "published", earlier, (), None, missing=missing),
        )
    )
    document = item_document(load_catalogue(definitions), item, now, Comparison(before))
    assert [each for each in document.notes if "last year" in each or "Source" in each] == notes
