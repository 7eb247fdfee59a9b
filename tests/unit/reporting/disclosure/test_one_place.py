"""Disclosure control stands in one place: what has not passed it cannot be printed."""

from pathlib import Path

import pytest

import oversight_reporting
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reports import ReportItem
from oversight_reporting.figures.document import values_document
from oversight_reporting.figures.result import QueryResult, RawResult
from oversight_reporting.render.csv import result_csv
from oversight_reporting.report.items.figures import item_document

ROOT = Path(oversight_reporting.__file__).parent


def unprotected(catalogue: Catalogue, item: ReportItem, raw: RawResult) -> None:
    """Never called: mypy has to refuse each line, or says that its ignore is not needed."""
    values_document(catalogue, raw)  # type: ignore[arg-type]
    result_csv(catalogue, raw)  # type: ignore[arg-type]
    item_document(catalogue, item, raw, None)  # type: ignore[arg-type]


@pytest.mark.parametrize(("one", "other"), [(RawResult, QueryResult), (QueryResult, RawResult)])
def test_neither_result_stands_for_the_other(one: type, other: type) -> None:
    assert not issubclass(one, other)


@pytest.mark.parametrize(
    ("word", "places"),
    [
        ("apply_disclosure_control", ["disclosure/suppression.py", "query/reader.py"]),
        ("QueryResult(Result)", ["figures/result.py"]),
        # Made of a raw result by disclosure control alone.
        (" QueryResult(", ["disclosure/suppression.py", "figures/result.py"]),
    ],
)
def test_the_reader_alone_has_results_protected(word: str, places: list[str]) -> None:
    found = [each for each in ROOT.rglob("*.py") if word in each.read_text(encoding="utf-8")]
    assert sorted(each.relative_to(ROOT).as_posix() for each in found) == places
