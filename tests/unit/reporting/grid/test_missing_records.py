"""A grid prints the figure of a period that lacks records, and compares nothing with it."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml
from tests.unit.reporting.documents import table_of
from tests.unit.reporting.in_memory import FORCE, Held, InMemory

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_contracts.definitions.models.reports import GridItem
from oversight_contracts.facts.facts import Total
from oversight_measures.periods.period import DAY, Period
from oversight_reporting.grid.plan import plan_grid
from oversight_reporting.query.reader import Reader
from oversight_reporting.render.table import printed_table

AT = datetime(2021, 4, 10, 9, tzinfo=UTC)
YEAR = Period(date(2020, 4, 1), date(2021, 4, 1))


@pytest.fixture(scope="module")
def catalogue(definitions: Path) -> Catalogue:
    return load_catalogue(definitions)


def searches(*spans: tuple[str, str]) -> Held:
    held: dict[tuple[str, str, str], Total] = {}
    for first, last in spans:
        day = date.fromisoformat(first)
        while day <= date.fromisoformat(last):
            held["stop-search.searches", "", f"{day}"] = Total(n=70)
            held["stop-search.searches", "ethnicity=Black", f"{day}"] = Total(n=20)
            held["stop-search.searches", "ethnicity=Asian", f"{day}"] = Total(n=10)
            day += DAY
    return held


THREE_OF_TWELVE = searches(("2019-04-01", "2020-06-30"))


async def lines(
    catalogue: Catalogue, text: str, held: Held, call_out: bool = False
) -> tuple[dict[str, list[str]], list[str]]:
    """The printed cells by row, and the footnotes."""
    grid = {"indicator": "stop-search.searches", **yaml.safe_load(text), "call_out": call_out}
    item = GridItem.model_validate({"title": "Searches", "grid": grid})
    plan = plan_grid(catalogue, item, FORCE, YEAR)
    reader = Reader(catalogue, InMemory(catalogue, held, AT))  # type: ignore[arg-type]
    found = plan.document(await reader.ask_all(plan.queries))
    table = printed_table(table_of(found.model_dump(mode="json", by_alias=True)))
    cells = {row[0].text: [cell.text for cell in row[1:]] for row in table.rows}
    return cells, [*found.footnotes, *found.notes]


YEARS = """
rows: [{title: All}]
columns:
  - {title: Before, period: 2019/20}
  - {title: Now}
  - {title: Change, change: {from: Before, to: Now}}
  - {title: In percent, percentage_change: {from: Before, to: Now}}
"""
MISSING = "records of July 2020 to March 2021 are missing"


async def test_no_change_is_worked_out(catalogue: Catalogue) -> None:
    cells, told = await lines(catalogue, YEARS, THREE_OF_TWELVE)
    assert cells["All"] == ["25,620", "6,370", "not comparable", "not comparable"]
    assert told == [
        f"1 April 2020 to 31 March 2021: {MISSING}.",
        f"Not comparable: {MISSING}.",
    ]


async def test_a_month_in_the_middle_parts_two_years(catalogue: Catalogue) -> None:
    held = searches(("2019-04-01", "2019-08-31"), ("2019-10-01", "2021-04-09"))
    cells, told = await lines(catalogue, YEARS, held)
    assert cells["All"][2:] == ["not comparable", "not comparable"]
    assert told[-1] == "Not comparable: records of September 2019 are missing."


GROUPS = """
rows:
  - {title: Black, breakdown: {ethnicity: Black}}
  - {title: Asian, breakdown: {ethnicity: Asian}}
  - {title: Both, sum: [Black, Asian]}
  - {title: Rank, rank: {of: Black}}
  - {title: Gap, gap: [Black, Asian]}
columns: [{title: Now}]
"""


async def test_no_place_and_no_gap_is_given(catalogue: Catalogue) -> None:
    cells, told = await lines(catalogue, GROUPS, THREE_OF_TWELVE)
    assert [cells[row] for row in ("Both", "Rank", "Gap")] == [
        ["2,730"],
        ["not comparable"],
        ["not comparable"],
    ]
    assert f"Not comparable: {MISSING}." in told
    whole, said = await lines(catalogue, GROUPS, searches(("2019-04-01", "2021-04-09")))
    assert [whole[row] for row in ("Rank", "Gap")] == [["2nd lowest of 2"], ["3,650"]]
    # Of figures that are counted here; a document's rank of published ones stands as it is.
    assert any(note.startswith("A rank is no evidence: most places in one") for note in said)


ALL = """
rows:
  - {title: Black, breakdown: {ethnicity: Black}}
  - {title: Asian, breakdown: {ethnicity: Asian}}
  - {title: All, breakdown: {}}
  - {title: Gap, gap: all}
columns: [{title: Now}]
"""


async def test_that_one_is_highest_is_said_to_be_no_evidence(catalogue: Catalogue) -> None:
    cells, told = await lines(catalogue, ALL, searches(("2019-04-01", "2021-04-09")))
    assert cells["Gap"] == ["21,900"]
    assert "From Asian to All." in told
    assert any(note.startswith("Which is the highest and which the lowest is no ") for note in told)


QUARTERS = """
rows: [{each: quarter}]
columns: [{title: Searches}]
"""


async def test_no_extreme_is_told_of_a_part_and_what_it_is_looked_for_among_is_named(
    catalogue: Catalogue,
) -> None:
    held = searches(("2019-04-01", "2020-02-10"), ("2020-04-01", "2021-03-10"))
    for day in ("2020-07-01", "2020-08-01"):
        held = {**held, ("stop-search.searches", "", day): Total(n=9_000)}
    cells, told = await lines(catalogue, QUARTERS, held, call_out=True)
    assert list(cells.values())[1:] == [["24,300"], ["6,440"], ["4,830"]]
    assert (
        "Highest on record, since 1 April 2019, though records of 11 February 2020 to 31 March "
        "2020 are missing."
    ) in told
    # Cut short, the last quarter would be the lowest.
    assert not any(each.startswith("Lowest") for each in told)
