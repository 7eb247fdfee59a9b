"""By which test the changes of an item were judged, in sentences: named once, beneath the table."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from oversight_measures.significance import Method
from oversight_reporting.figures.result import QueryResult
from oversight_reporting.formatting import months_in_words

Row = Mapping[str, Any]
# More rows than these are not named one by one.
FEW = 6
# Of so many figures in which nothing changed one is found to have changed all the same.
ONE_IN = 20


def tested(rows: Iterable[Row]) -> bool:
    """Whether a test was made of any row's change."""
    return any(_verdict(row).get("method") for row in rows)


def chance_words(row: Row) -> str:
    """What stands beside a change; snapshots that were frozen before there were tests have none."""
    return str(_verdict(row).get("printed", ""))


def notes_on_chance(rows: Iterable[Row], months: QueryResult | None) -> Iterator[str]:
    """The tests that were made, and why others were not."""
    known = list(rows)
    methods, reasons = _labels(known, "method"), _labels(known, "reason")
    usual = max(methods, key=lambda name: len(methods[name]), default="")
    if usual:
        yield (
            "Whether a change is more than chance is judged with 95% confidence by this test: "
            f"{_in_full(usual, months)}."
        )
    for method, labels in methods.items():
        if method != usual:
            yield f"For {_listed(labels)} it is judged by this test: {_in_full(method, months)}."
    if (count := sum(map(len, methods.values()))) >= ONE_IN:
        yield (
            f"{count} changes are judged: by chance alone about {count // ONE_IN} of them would be "
            "found to be more than chance."
        )
    for reason, labels in reasons.items():
        if usual:
            yield f"The change is not tested for {_listed(labels)}: {reason}."
        else:
            yield f"Whether a change is more than chance is not tested: {reason}."


def _verdict(row: Row) -> Mapping[str, Any]:
    return (row.get("change") or {}).get("chance") or {}


def _labels(rows: Iterable[Row], name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in rows:
        if said := _verdict(row).get(name):
            found.setdefault(said, []).append(str(row["label"]))
    return found


def _listed(labels: list[str]) -> str:
    return ", ".join(labels) if len(labels) <= FEW else f"{len(labels)} rows"


def _in_full(method: str, months: QueryResult | None) -> str:
    if method != Method.QUASI_POISSON or months is None:
        return method
    return f"{method} ({months_in_words(months.question.period)})"
