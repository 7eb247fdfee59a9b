"""CSV that a spreadsheet shows as it is."""

import csv
import io
from typing import Any

import pytest
from tests.unit.reporting.documents import report_of, stored_item

from oversight_reporting.model.document import ReportDocument
from oversight_reporting.render.csv import HEADER, report_csv


def report(**row: Any) -> ReportDocument:
    return report_of(stored_item([row]))


def only_line(document: ReportDocument) -> dict[str, str]:
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
