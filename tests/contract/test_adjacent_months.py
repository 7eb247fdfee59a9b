"""Real months on the months before them: few changes are called, and the surge of 2019 is.

Printed with -s; `python -m tests.simulations real` makes the table of docs/arithmetic.md.
"""

import os
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console
from rich.table import Table
from tests.simulations.real_pairs import (
    COLUMNS,
    FOLDERS,
    called,
    called_on_last_year,
    in_surge,
    rows,
    searches,
    series_of,
)

FOLDER = os.environ.get("OVERSIGHT_REAL_DATA", "")
pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not FOLDER, reason="OVERSIGHT_REAL_DATA names no folder"),
]
MOST = 0.1


def test_few_changes_are_called_outside_the_surge() -> None:
    table = Table(*COLUMNS)
    for row in rows(Path(FOLDER)):
        table.add_row(*row)
    Console(width=160).print(table)
    for force, folder in FOLDERS.items():
        for series in series_of(searches(Path(FOLDER) / folder)):
            calm = [v for day, v in called(series) if not in_surge(force, day)]
            beyond = sum(bool(v.beyond_chance) for v in calm)
            assert beyond <= MOST * len(calm), (force, series.name)


def test_no_month_is_called_on_last_years_by_how_neighbours_differ() -> None:
    """18 months are too few to tell how much years differ: a quarter would be called."""
    found = [
        called_on_last_year(series)
        for series in series_of(searches(Path(FOLDER) / FOLDERS["West Midlands"]))
    ]
    assert sum(each.pairs for each in found) == 30
    assert sum(each.by_neighbours for each in found) >= 6
    assert sum(each.by_what_is_stated for each in found) >= 8
    assert sum(each.no_verdict for each in found) == 30


def test_the_surge_is_called_on_its_way_in_and_out() -> None:
    months = searches(Path(FOLDER) / FOLDERS["West Midlands"])
    found = {
        series.name: [day for day, verdict in called(series) if verdict.beyond_chance]
        for series in series_of(months)
    }
    assert found["searches"] == [date(2019, 3, 1), date(2019, 4, 1)]
    # More searches of fewer suspects: the share with an outcome falls, and rises again.
    assert {date(2019, 3, 1), date(2019, 4, 1)} <= set(found["positive outcomes"])
