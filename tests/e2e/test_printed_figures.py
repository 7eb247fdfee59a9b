"""The board's documents, made anew: what they were made from goes in, what they print comes out."""

import csv
import os
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.brokers import chosen
from tests.e2e.command import oversight
from tests.e2e.feeding import send
from tests.printed.oracle_figures import place_of, printed_figure
from tests.printed.published import (
    DOCUMENTS,
    Document,
    Printed,
    period_of,
    plain,
    statistics,
    tables,
)
from tests.printed.records import records

from oversight_local.stack.stack import Stack

Cells = dict[tuple[str, str, str], dict[str, Any]]


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack that has received what the five documents were made from."""
    folder = tmp_path_factory.mktemp("stack")
    with Stack.start(folder, port_base=0, broker=chosen()) as running:
        events = [event for each in DOCUMENTS for event in statistics(each, running.file.source)]
        send(running, [*events, *records(running.file.source)])
        oversight(folder, "settle")
        yield running


@pytest.fixture(scope="module")
def cells(stack: Stack) -> Callable[[Document], Cells]:
    """Every cell of the report that makes a document anew."""
    return cache(lambda document: cells_of(freeze(stack, document)))


def freeze(stack: Stack, document: Document) -> dict[str, Any]:
    start, end = period_of(document)
    body = {"report": tables(document)[0].report, "from": start, "to": end}
    headers = {"Authorization": f"Bearer {stack.file.tokens['secretariat']}"}
    with httpx.Client(timeout=60, trust_env=False) as client:
        made = client.post(stack.url("reporting") + "/v1/snapshots", json=body, headers=headers)
        assert made.status_code == 201, made.text
        found = client.get(stack.url("reporting") + made.headers["location"], headers=headers)
    result: dict[str, Any] = found.json()
    return result


def cells_of(report: dict[str, Any]) -> Cells:
    """Every cell of every table by the titles of table, row and column."""
    found: Cells = {}
    for section in report["sections"]:
        for item in section["items"]:
            for row in item["rows"]:
                name = (row["row"], row["column"]) if "row" in row else (row["label"], "Figure")
                found[item["title"], *name] = row
                if row.get("earlier"):
                    found[item["title"], row["label"], "Same dates last year"] = row["earlier"]
    return found


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda each: each.name)
def test_every_table_prints_what_the_document_prints(
    document: Document, cells: Callable[[Document], Cells]
) -> None:
    known = cells(document)
    wrong = [
        (each.table, each.row, each.column, each.text, found)
        for each in tables(document)
        if (found := printed(known, each)) != plain(each.text) and not each.differs
    ]
    assert wrong == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda each: each.name)
def test_what_a_document_prints_otherwise_is_known_and_told(
    document: Document, cells: Callable[[Document], Cells]
) -> None:
    known = cells(document)
    listed = [each for each in tables(document) if each.differs]
    assert [each for each in listed if plain(each.ours) == plain(each.text)] == []
    found = {(each.table, each.row, each.column): printed(known, each) for each in listed}
    assert found == {(each.table, each.row, each.column): plain(each.ours) for each in listed}


def printed(cells: Cells, wanted: Printed) -> str:
    found = cells.get((wanted.table, wanted.row, wanted.column))
    return plain(found["printed"]) if found else "not in the report"


@pytest.fixture(scope="module")
def figures() -> list[dict[str, str]]:
    """The figures printed in the documents, worked out apart from this project."""
    path = Path(os.environ["OVERSIGHT_ORACLES"]) / "printed_figures.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# Figures of the oracle that our reports print otherwise: the document's print, and ours.
OTHERWISE = {
    "Incidents recorded correctly": ("98", "99"),  # 98.8, cut off in print
    "No crime robbery": ("80", "81"),  # 80.6, cut off in print
    "No crime violent": ("67", "68"),  # 67.7, cut off in print
    # Across the change of definition of February 2020, over which nothing is compared.
    "Misc complaints change 2020": ("-23", "not comparable"),
    "Complaints change 2020 (>800%)": ("809.3", "not comparable"),
}


@pytest.mark.oracle
def test_every_figure_of_the_oracle_stands_in_a_report(
    figures: list[dict[str, str]], cells: Callable[[Document], Cells]
) -> None:
    assert len(figures) == 82
    documents = {each.name: each for each in DOCUMENTS}
    wrong = {}
    for figure in figures:
        place = place_of(figure)
        cell = cells(documents[place.document])[place.table, place.row, place.column]
        found = printed_figure(cell["printed"], figure["kind"])
        expected = f"{Decimal(figure['printed']):.{figure['dp']}f}"
        if found != expected:
            wrong[figure["figure"]] = (expected, found)
    assert wrong == OTHERWISE


def test_deliverables_say_in_words_what_their_leads_said(
    cells: Callable[[Document], Cells],
) -> None:
    (document,) = (each for each in DOCUMENTS if each.name.startswith("spcb-performance"))
    # Of a process chart the last row has a text too.
    rows = cells(document).items()
    said = {n[0]: row["printed"] for n, row in rows if "text" in row and "process" not in row}
    words = Counter(text.partition(",")[0] for text in said.values())
    assert words.pop("Nobody has reported on this for the period") == 41
    assert words == {
        "No commentary was written for the period": 1,
        "Reported": 1,
        "Not required this period": 3,
        "To be included next quarter": 1,
        "See “Encourage the reporting of crimes and incidents that are under-reported”": 2,
    }


def test_the_lowest_months_ever_are_called_out(cells: Callable[[Document], Cells]) -> None:
    (document,) = (each for each in DOCUMENTS if each.name.startswith("spcb-performance"))
    months = {
        row: cell["remarks"]
        for (table, row, column), cell in cells(document).items()
        if (table, column) == ("Burglary and robbery by month", "Burglary dwelling")
    }
    # The report says it of April too; of no month before April it prints a figure.
    lowest = "Lowest on record, since 1 April 2014."
    assert [month for month, remarks in months.items() if lowest in remarks] == [
        "May 2014",
        "June 2014",
    ]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda each: each.name)
def test_what_must_be_known_of_a_figure_stands_at_it(
    document: Document, cells: Callable[[Document], Cells]
) -> None:
    known = cells(document)
    marked = [each for each in tables(document) if each.mark]
    remarks = {each: known[each.table, each.row, each.column]["remarks"] for each in marked}
    assert [
        (each, found)
        for each, found in remarks.items()
        if not any(words.startswith(each.mark) for words in found)
    ] == []
