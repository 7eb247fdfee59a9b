"""The tests that changes of an item were judged by, in sentences: named once, under the table."""

from collections.abc import Iterable, Iterator

from oversight_measures.significance import Method
from oversight_reporting.figures.result import QueryResult
from oversight_reporting.formatting import months_in_words
from oversight_reporting.model.row_document import SignificanceDocument

# The test of a row's change, if there is one, by the row's label.
Tested = tuple[str, SignificanceDocument | None]
# More rows than these are not named one by one.
FEW = 6
# Of so many figures in which nothing changed one is found to have changed all the same.
ONE_IN = 20


def notes_on_chance(tests: Iterable[Tested], months: QueryResult | None) -> Iterator[str]:
    """The tests that were made, and why others were not, as sentences."""
    known = [(label, test) for label, test in tests if test is not None]
    methods = _labels((test.method, label) for label, test in known)
    reasons = _labels((test.reason, label) for label, test in known)
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


def _labels(named: Iterable[tuple[str | None, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, label in named:
        if name:
            found.setdefault(name, []).append(label)
    return found


def _listed(labels: list[str]) -> str:
    return ", ".join(labels) if len(labels) <= FEW else f"{len(labels)} rows"


def _in_full(method: str, months: QueryResult | None) -> str:
    if method != Method.QUASI_POISSON or months is None:
        return method
    return f"{method} ({months_in_words(months.query.period)})"
