"""What is marked at a figure of a table that not all days have records for."""

from datetime import UTC, date, datetime

import pytest
from tests.unit.reporting.covered import covered

from oversight_contracts.definitions.models.conditions import EVERY
from oversight_contracts.definitions.models.populations import Population
from oversight_contracts.facts.facts import Cut, Total
from oversight_contracts.measures.count import CountIndicator
from oversight_measures.coverage import Coverage
from oversight_measures.periods.period import Period
from oversight_reporting.figures.query import FigureQuery
from oversight_reporting.figures.result import QueryResult, Row, Table
from oversight_reporting.grid.cell import CellOf
from oversight_reporting.grid.figure import figure_cell

CRIMES = CountIndicator(
    id="crime.total",
    title="Crimes",
    description="Crimes.",
    measure="count",
    unit="crimes",
    polarity="lower-is-better",
    decimals=0,
    counts=Population(kind="crime", at="recorded_at", where=EVERY),
)
CUT = Cut(
    generation=1, complete=True, definitions="x", positions=(), at=datetime(2024, 1, 1, tzinfo=UTC)
)
YEAR = Period(date(2022, 1, 1), date(2023, 1, 1))


def marks(records: Coverage) -> tuple[str, ...]:
    covers = records.cover(YEAR, date(2024, 1, 1))
    line = Row(figure=CRIMES.figure(Total(n=45)))
    missing = records.missing(YEAR, date(2024, 1, 1))
    table = Table(YEAR, True, False, covers, line, (), None, missing=missing)
    query = FigureQuery(CRIMES, "west-midlands", "force", YEAR, (), None)
    of = CellOf("crime.total", "west-midlands", "force", {}, YEAR, None, "value")
    return figure_cell(of, QueryResult(query, CUT, records, None, (table,)), None).marks


@pytest.mark.parametrize(
    ("first", "last", "without", "said"),
    [
        ((2022, 1, 1), (2022, 12, 31), (), None),
        ((2022, 2, 1), (2022, 12, 31), (), "records of January 2022 are missing."),
        ((2022, 1, 1), (2022, 12, 30), (), "records of 31 December 2022 are missing."),
        ((2022, 1, 1), (2022, 12, 31), ("2022-06",), "records of June 2022 are missing."),
        (
            *((2022, 1, 1), (2022, 12, 30), ("2022-06", "2022-08")),
            "records of June 2022, August 2022 and 31 December 2022 are missing.",
        ),
    ],
)
def test_days_without_records_are_told(
    first: tuple[int, int, int], last: tuple[int, int, int], without: tuple[str, ...], said: str
) -> None:
    found = marks(covered(date(*first), date(*last), *without))
    assert found == ((f"1 January 2022 to 31 December 2022: {said}",) if said else ())
