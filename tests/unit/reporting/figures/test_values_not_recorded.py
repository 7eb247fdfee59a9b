"""A value that no record has is no zero: it is said, in every format, in place of a figure."""

import csv
import io
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.unit.reporting.documents import report_of, table_of
from tests.unit.reporting.in_memory import FORCE, Held, InMemory, item_of

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_contracts.definitions.models.reports import Audience, GridItem, ReportItem
from oversight_contracts.facts.facts import Total
from oversight_measures.periods.period import DAY, Every, Period
from oversight_reporting.grid.plan import plan_grid
from oversight_reporting.model.item_document import FiguresDocument
from oversight_reporting.query.reader import Reader
from oversight_reporting.render.charts import specification_of
from oversight_reporting.render.csv import report_csv
from oversight_reporting.render.table import printed_table

AT = datetime(2020, 4, 10, 9, tzinfo=UTC)
QUARTER = Period(date(2020, 1, 1), date(2020, 4, 1))
DISPARITY = "stop-search.disparity"
NO_SUCH = "no record of the period has this value"
COUNTS = {"White": 40, "Black": 20, "Asian": 9, "Mixed": 0, "Not stated": 4}


@pytest.fixture(scope="module")
def catalogue(definitions: Path) -> Catalogue:
    return load_catalogue(definitions)


def held(name: str, earlier: dict[str, int] | None = None) -> Held:
    """The counts of each day of the quarter by group, as files without some groups have them."""
    found: dict[tuple[str, str, str], Total] = {}
    day = date(2019, 12, 1)
    while day < QUARTER.end:
        counts = COUNTS if day >= QUARTER.start else (earlier or COUNTS)
        found[name, "", f"{day}"] = Total(n=sum(counts.values()))
        for group, n in counts.items():
            if n:
                found[name, f"ethnicity={group}", f"{day}"] = Total(n=n)
        day += DAY
    return found


async def asked(
    catalogue: Catalogue, known: Held, name: str, audience: Audience = "board", **said: Any
) -> dict[str, Any]:
    item = ReportItem(indicator=name, by=("ethnicity",), basis="census-2021", **said)
    return await item_of(catalogue, InMemory(catalogue, known, AT), item, QUARTER, audience)


def by_label(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["label"]: row for row in document["rows"]}


async def test_a_group_that_the_force_does_not_record_has_no_ratio(catalogue: Catalogue) -> None:
    document = await asked(catalogue, held(DISPARITY), DISPARITY, chart="bar")
    other = by_label(document)["Other"]
    assert (other["printed"], other["unrecorded"]) == (NO_SUCH, True)
    assert (other["value"], other["numerator"], other["lower"], other["upper"]) == (None,) * 4
    assert (other["printed_interval"], other["printed_details"]) == ("", {})
    assert other["denominator"] > 0
    assert by_label(document)["Black"]["unrecorded"] is False

    cells = {row[0].text: [cell.text for cell in row[1:4]] for row in _table(document)}
    assert cells["Other"] == [NO_SUCH, "", ""]
    lines = csv.DictReader(io.StringIO(report_csv(report_of(document)).decode(), newline=""))
    (line,) = (each for each in lines if each["label"] == "Other")
    assert line["printed"] == NO_SUCH
    assert [line[name] for name in ("value", "lower", "numerator")] == ["", "", ""]
    item = FiguresDocument.model_validate(document)
    drawn = json.loads(specification_of(item) or "{}")
    (point,) = (e for es in drawn["datasets"].values() for e in es if e["label"] == "Other")
    assert (point["value"], point["printed"], point["end"]) == (None, NO_SUCH, 0)


def _table(document: dict[str, Any]) -> Any:
    return printed_table(table_of(document)).rows


async def test_a_group_that_the_period_has_no_record_of(catalogue: Catalogue) -> None:
    """It was recorded before, so over months its zeros are true; of the period none is counted."""
    known = held(DISPARITY, {**COUNTS, "Mixed": 3})
    mixed = by_label(await asked(catalogue, known, DISPARITY))["Mixed"]
    assert (mixed["printed"], mixed["value"], mixed["numerator"]) == (NO_SUCH, None, None)
    count = held("stop-search.searches", {**COUNTS, "Mixed": 3})
    item = ReportItem(indicator="stop-search.searches", by=("ethnicity",))
    counted = await item_of(catalogue, InMemory(catalogue, count, AT), item, QUARTER)
    assert by_label(counted)["Mixed"]["value"] == 0
    months = Period(date(2019, 12, 1), QUARTER.end)
    every = ReportItem(
        indicator=DISPARITY, by=("ethnicity",), basis="census-2021", every=Every.MONTH
    )
    series = await item_of(catalogue, InMemory(catalogue, known, AT), every, months)
    assert [r["value"] == 0 for r in series["rows"] if r["label"] == "Mixed"] == [
        *(False, True, True, True)
    ]


async def test_a_small_number_is_not_told_by_it(catalogue: Catalogue) -> None:
    """Rounded to nothing, or suppressed, is not the same as none."""
    known = {**held(DISPARITY)}
    known[DISPARITY, "ethnicity=Other", "2020-02-01"] = Total(n=2)
    document = await asked(catalogue, known, DISPARITY, audience="public")
    other = by_label(document)["Other"]
    assert (other["printed"], other["unrecorded"]) == ("suppressed", False)


GRID = """
indicator: stop-search.searches
rows:
  - {title: Black, breakdown: {ethnicity: Black}}
  - {title: Mixed, breakdown: {ethnicity: Mixed}}
  - {title: Other, breakdown: {ethnicity: Other}}
  - {title: Together, sum: [Black, Mixed, Other]}
  - {title: Rank, rank: {of: Black, among: [Black, Other]}}
columns:
  - {title: Searches}
"""


async def test_a_cell_of_a_value_that_is_never_recorded_says_so(catalogue: Catalogue) -> None:
    known = held("stop-search.searches", {**COUNTS, "Mixed": 3})
    item = GridItem.model_validate({"title": "Searches", "grid": yaml.safe_load(GRID)})
    plan = plan_grid(catalogue, item, FORCE, QUARTER)
    reader = Reader(catalogue, InMemory(catalogue, known, AT))  # type: ignore[arg-type]
    found = plan.document(await reader.ask_all(plan.queries))
    cells = {(each.row, each.column): each for each in found.rows}
    # Recorded before, so none is a number.
    assert cells["Mixed", "Searches"].printed == "0"
    other = cells["Other", "Searches"]
    assert (other.printed, other.value, other.words) == ("not recorded", None, True)
    assert other.remarks == ["No record of the period has this value."]
    # It adds nothing to a sum, and has no place.
    assert cells["Together", "Searches"].printed == "1,820"
    assert cells["Rank", "Searches"].words
