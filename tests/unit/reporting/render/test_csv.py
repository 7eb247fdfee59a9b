"""CSV that a spreadsheet shows as it is."""

import csv
import io
from typing import Any

import pytest

from oversight_reporting.render.csv import HEADER, ITEM_COLUMNS, ROW_COLUMNS, report_csv


def report(**row: Any) -> dict[str, Any]:
    item = dict.fromkeys(ITEM_COLUMNS, "") | {
        "rows": [
            dict.fromkeys(ROW_COLUMNS) | {"details": {}, "earlier": None, "change": None} | row
        ]
    }
    return {
        "as_at": {"at": "2020-07-01T08:30:00+00:00", "generation": 5},
        "sections": [{"title": "One", "items": [item]}],
    }


def only_line(document: dict[str, Any]) -> dict[str, str]:
    text = report_csv(document).decode()
    (line,) = csv.DictReader(io.StringIO(text, newline=""))
    return line


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_no_text_is_a_formula(text: str) -> None:
    assert only_line(report(label=text))["label"] == f"'{text}"


def test_numbers_are_numbers_also_below_zero() -> None:
    line = only_line(report(value=-1.5, numerator=3, suppressed=False))
    assert (line["value"], line["numerator"], line["suppressed"]) == ("-1.5", "3", "false")


def test_quotes_commas_and_line_ends_stay_within_their_cell() -> None:
    assert only_line(report(label='a,"b"\nc'))["label"] == 'a,"b"\nc'
    assert report_csv(report()).split(b"\r\n")[0] == ",".join(HEADER).encode()
