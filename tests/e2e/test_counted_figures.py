"""Figures that the board's documents print, counted from single records."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.brokers import chosen
from tests.e2e.command import oversight
from tests.e2e.feeding import send
from tests.printed.records import counted

from oversight_local.stack import Stack


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack that holds the records."""
    folder = tmp_path_factory.mktemp("stack")
    with Stack.start(folder, port_base=0, broker=chosen()) as running:
        send(running, list(counted(running.file.source)))
        oversight(Path(folder), "settle")
        yield running


def cells(stack: Stack, report: str, start: str, end: str) -> dict[tuple[str, ...], dict[str, Any]]:
    """Every cell and row of a report by its titles."""
    headers = {"Authorization": f"Bearer {stack.file.tokens['secretariat']}"}
    body = {"report": report, "from": start, "to": end}
    with httpx.Client(timeout=60, trust_env=False, headers=headers) as client:
        made = client.post(stack.url("reporting") + "/v1/snapshots", json=body)
        assert made.status_code == 201, made.text
        document = client.get(stack.url("reporting") + made.headers["location"]).json()
    return {
        (item["title"], row.get("row", row["label"]), row.get("column", "Figure")): row
        for section in document["sections"]
        for item in section["items"]
        for row in item["rows"]
    }


def test_detections_of_the_year_over_crimes_recorded_in_it(stack: Stack) -> None:
    found = cells(stack, "annual-plan-2011-12", "2010-04-01", "2011-04-01")
    row = "Solved and resolved, most serious violence"
    reached = found["Solved and resolved crime", row, "Performance 2010-11"]
    assert reached["printed"] == "1,075 (36.5%)"
    assert (reached["numerator"], reached["denominator"]) == (1_075, 2_943)
    assert reached["quoted"] is None
    met = found["Solved and resolved crime", row, "Milestone 2010-11 met"]
    assert met["printed"] == "Not met"


def test_homicides_per_million(stack: Stack) -> None:
    found = cells(stack, "national-priorities-2023-09", "2022-01-01", "2023-01-01")
    assert found["Homicides", "2022", "Homicides"]["printed"] == "45"
    assert found["Homicides", "2022", "Per million residents"]["printed"] == "15.4"


def test_complaints_under_schedule_3(stack: Stack) -> None:
    found = cells(stack, "annual-report-2020-21", "2020-02-01", "2021-01-01")
    share = found["Complaints handled under Schedule 3", "All", "Figure"]
    assert (share["numerator"], share["denominator"]) == (386, 3_710)
    assert share["printed"] == "10.4"
