"""The board's documents, made anew: what they were made from goes in, what they print comes out."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import httpx
import orjson
import pytest
from tests.brokers import chosen
from tests.e2e.command import oversight
from tests.printed.published import (
    DOCUMENTS,
    Document,
    Printed,
    period_of,
    plain,
    statistics,
    tables,
)

from oversight_local.stack import Stack

Cells = dict[tuple[str, str, str], dict[str, Any]]


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack that has received every statistic of the five documents."""
    folder = tmp_path_factory.mktemp("stack")
    with Stack.start(folder, port_base=0, broker=chosen()) as running:
        events = [event for each in DOCUMENTS for event in statistics(each, running.file.source)]
        send(running, events)
        oversight(folder, "settle")
        yield running


def send(stack: Stack, events: list[dict[str, Any]]) -> None:
    with httpx.Client(timeout=60, trust_env=False) as client:
        answer = client.post(
            stack.url("ingest") + "/v1/events",
            content=b"\n".join(map(orjson.dumps, events)),
            headers={
                "Authorization": f"Bearer {stack.file.tokens['feed']}",
                "Content-Type": "application/x-ndjson",
            },
        )
    assert answer.status_code == 202, answer.text[:2000]


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
    agreed = [
        (each.table, each.row, each.column, each.differs)
        for each in tables(document)
        if each.differs and printed(known, each) == plain(each.text)
    ]
    assert agreed == [], "listed as different, and not different"


def printed(cells: Cells, wanted: Printed) -> str:
    found = cells.get((wanted.table, wanted.row, wanted.column))
    return plain(found["printed"]) if found else "not in the report"
