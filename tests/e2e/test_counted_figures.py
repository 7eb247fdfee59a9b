"""Figures that the board's documents print with their inputs, counted from single records."""

from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice
from typing import Any

import httpx
import pytest
from tests.brokers import chosen
from tests.e2e.command import oversight
from tests.e2e.feeding import send
from tests.printed.counted import counted
from tests.printed.published import (
    DOCUMENTS,
    Printed,
    period_of,
    plain,
    statistics,
    tables,
)

from oversight_local.stack.stack import Stack

Cells = dict[tuple[str, str, str], dict[str, Any]]
# How many events a feed sends at once.
BODY = 20_000
PLAN, PRIORITIES, ANNUAL_REPORT = (
    "strategic-policing-plan-2011-15",
    "spcb-national-priorities-2023-09",
    "annual-report-2020-21",
)
# The rows of each document's tables that are counted here: all that they print.
COUNTED = {
    PLAN: {
        "Reducing crime": {
            "Most serious violence",
            "Burglary dwelling",
            "Robbery",
            "Vehicle crime",
        },
        "Solved and resolved crime": {
            "Solved and resolved, most serious violence",
            "Solved and resolved, burglary dwelling",
            "Solved and resolved, robbery",
            "Solved and resolved, vehicle crime",
        },
    },
    PRIORITIES: {"Homicides": {"2022"}},
    ANNUAL_REPORT: {
        "Invitations and responses": {"2020"},
        "Satisfied with the service": {"2018", "2019", "2020"},
    },
}
KNOWN = {each.name: each for each in DOCUMENTS}


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack that holds the records, and no statistic."""
    folder = tmp_path_factory.mktemp("stack")
    with Stack.start(folder, port_base=0, broker=chosen()) as running:
        events = counted(running.file.source)
        while body := list(islice(events, BODY)):
            send(running, body)
        oversight(folder, "settle", "--timeout", "240")
        yield running


@pytest.fixture(scope="module")
def cells(stack: Stack) -> Callable[..., Cells]:
    """Every cell and row of the report that makes a document anew, by its titles."""

    @cache
    def made(name: str, start: str = "", end: str = "") -> Cells:
        if not start:
            start, end = period_of(KNOWN[name])
        return cells_of(freeze(stack, tables(KNOWN[name])[0].report, start, end))

    return made


def freeze(stack: Stack, report: str, start: str, end: str) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {stack.file.tokens['secretariat']}"}
    body = {"report": report, "from": start, "to": end}
    with httpx.Client(timeout=60, trust_env=False, headers=headers) as client:
        made = client.post(stack.url("reporting") + "/v1/snapshots", json=body)
        assert made.status_code == 201, made.text
        document: dict[str, Any] = client.get(
            stack.url("reporting") + made.headers["location"]
        ).json()
    return document


def cells_of(document: dict[str, Any]) -> Cells:
    return {
        (item["title"], row.get("row", row["label"]), row.get("column", "Figure")): row
        for section in document["sections"]
        for item in section["items"]
        for row in item["rows"]
    }


def wanted(name: str) -> dict[tuple[str, str, str], Printed]:
    """What the document prints in the rows that are counted, by place."""
    rows = COUNTED[name]
    return {
        (each.table, each.row, each.column): each
        for each in tables(KNOWN[name])
        if each.row in rows.get(each.table, ())
    }


@pytest.mark.parametrize("name", COUNTED)
def test_what_is_printed_with_its_inputs_is_counted_from_records(
    name: str, cells: Callable[..., Cells]
) -> None:
    found, printed = cells(name), wanted(name)
    rows = {(table, row) for table, titles in COUNTED[name].items() for row in titles}
    assert {(table, row) for table, row, _ in printed} == rows
    assert {place: plain(found[place]["printed"]) for place in printed} == {
        place: plain(each.text) for place, each in printed.items()
    }
    assert [place for place in printed if found[place]["quoted"]] == []


def test_no_share_that_is_printed_with_its_inputs_stays_a_statistic(
    cells: Callable[..., Cells],
) -> None:
    stated = [event["data"] for each in DOCUMENTS for event in statistics(each, "")]
    inputs = {
        (int(data["numerator"]), int(data["denominator"]))
        for data in stated
        if "denominator" in data
    }
    rows = [cells(name)[place] for name in COUNTED for place in wanted(name)]
    assert inputs
    assert inputs - {(row["numerator"], row["denominator"]) for row in rows} == set()


def test_complaints_under_schedule_3(cells: Callable[..., Cells]) -> None:
    found = cells(ANNUAL_REPORT, "2020-02-01", "2021-01-01")
    share = found["Complaints handled under Schedule 3", "All", "Figure"]
    assert (share["numerator"], share["denominator"]) == (386, 3_710)
    assert share["printed"] == "10.4"
