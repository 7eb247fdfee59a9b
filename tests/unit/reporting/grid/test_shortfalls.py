"""More closed than was known to be open: no figure below zero, and none that hides it."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.reporting.stocks import (
    DAY,
    MARCH,
    Moved,
    answered,
    document,
    printed,
    stock,
)

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_measures.disclosure.small_numbers import PUBLIC, SmallNumbers
from oversight_reporting.grid.cell import CellOf
from oversight_reporting.grid.figure import figure_cell


@pytest.fixture(scope="module")
def catalogue(definitions: Path) -> Catalogue:
    return load_catalogue(definitions)


def test_more_closed_than_was_known_to_be_open_is_a_shortfall(catalogue: Catalogue) -> None:
    moved = {"2020-01-20": (3, 1), "2020-02-11": (0, 9), "2020-03-04": (12, 0)}
    plain = stock(catalogue, None)
    found = answered(plain, moved)
    told = document(plain, found)
    rows = told["rows"]
    assert [row["printed"] for row in rows] == ["2", "shortfall of 7", "5"]
    assert (rows[1]["value"], rows[1]["numerator"]) == (None, None)
    # What was missing in February is missing in March too.
    early = "records of 1 January 2020 to 19 January 2020 are missing"
    assert [row["remarks"] for row in rows] == [[early], [], ["too low by at least 7"]]
    assert told["notes"][-1] == (
        "By some day more was closed than was known to be open: at least as many as the shortfall "
        "says, or a figure is said to be too low by, are not known from before records begin."
    )
    opened = stock(catalogue, {**DAY, "balances": {"west-midlands": 7}})
    told = document(opened, answered(opened, moved, period=MARCH, every=None))
    assert told["rows"][0]["remarks"] == ["too low by at least 2"]
    assert told["notes"][-1].endswith("are not in the opening balance.")
    enough = stock(catalogue, {**DAY, "balances": {"west-midlands": 9}})
    assert printed(enough, answered(enough, moved)) == ["before the opening balance", "0", "12"]


def test_a_shortfall_in_a_table_is_no_number(catalogue: Catalogue) -> None:
    plain = stock(catalogue, None)
    found = answered(plain, {"2020-03-04": (0, 9)}, period=MARCH, every=None)
    of = CellOf("complaints.open", "west-midlands", "force", {}, MARCH, None, "numerator")
    cell = figure_cell(of, found, None)
    assert (cell.value, cell.numerator, cell.printed) == (None, None, "shortfall of 9")
    assert cell.sources == (
        "Complaint cases open: what was open before records begin is not in it: no opening balance "
        "is given.",
    )
    low = answered(plain, {"2020-03-04": (0, 9), "2020-03-05": (11, 0)}, period=MARCH, every=None)
    cell = figure_cell(replace(of, show="value"), low, None)
    assert cell.printed == "2"
    assert "Too low by at least 9." in cell.marks


def test_small_shortfalls_are_hidden_and_rounded_as_counts_are(catalogue: Catalogue) -> None:
    plain = stock(catalogue, None)

    def seen(moved: Moved, rule: SmallNumbers) -> list[str]:
        return printed(plain, answered(plain, moved, period=MARCH, every=None, rule=rule))

    assert seen({"2020-03-04": (0, 3)}, PUBLIC) == ["suppressed"]
    assert seen({"2020-03-04": (0, 3), "2020-03-05": (30, 0)}, PUBLIC) == ["suppressed"]
    assert seen({"2020-03-04": (0, 9)}, PUBLIC) == ["shortfall of 9"]
    tens = SmallNumbers(below=0, base=10)
    assert seen({"2020-03-04": (0, 9)}, tens) == ["shortfall of 10"]
    assert seen({"2020-03-04": (0, 3)}, tens) == ["shortfall"]
    assert seen({"2020-03-04": (44, 0)}, tens) == ["40"]
