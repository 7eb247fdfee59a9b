"""What is marked at a figure of a table that not all days have records for."""

from datetime import UTC, date, datetime

import pytest

from oversight_contracts.definitions.models.conditions import EVERY
from oversight_contracts.definitions.models.populations import Population
from oversight_contracts.facts.facts import Cut, Total
from oversight_contracts.measures.count import CountIndicator
from oversight_measures.periods.period import Period
from oversight_reporting.figures.query import FigureQuery
from oversight_reporting.figures.result import QueryResult, Row, Table
from oversight_reporting.grid.cell import CellOf
from oversight_reporting.grid.figure import figure_cell
from oversight_reporting.model.coverage import Coverage

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
MONTHS = frozenset(f"2022-{month:02}" for month in range(1, 13))


def marks(records: Coverage) -> tuple[str, ...]:
    covers = records.cover(YEAR, date(2024, 1, 1))
    line = Row(figure=CRIMES.figure(Total(n=45)))
    table = Table(YEAR, True, False, covers, line, (), None)
    query = FigureQuery(CRIMES, "west-midlands", "force", YEAR, (), None)
    of = CellOf("crime.total", "west-midlands", "force", {}, YEAR, None, "value")
    return figure_cell(of, QueryResult(query, CUT, records, None, (table,)), None).marks


@pytest.mark.parametrize(
    ("first", "last", "without", "said"),
    [
        ((2022, 1, 1), (2022, 12, 31), (), None),
        ((2022, 2, 1), (2022, 12, 31), (), "records begin on 1 February 2022."),
        ((2022, 1, 1), (2022, 12, 30), (), "the latest record is of 30 December 2022."),
        ((2022, 1, 1), (2022, 12, 31), ("2022-06",), "there are months without any record."),
        # What is missing before the latest record is the worse of the two.
        ((2022, 1, 1), (2022, 12, 30), ("2022-06",), "there are months without any record."),
    ],
)
def test_days_without_records_are_told(
    first: tuple[int, int, int], last: tuple[int, int, int], without: tuple[str, ...], said: str
) -> None:
    found = marks(Coverage(date(*first), date(*last), MONTHS - set(without)))
    assert found == ((f"1 January 2022 to 31 December 2022: {said}",) if said else ())
