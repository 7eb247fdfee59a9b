"""What a report is made from: answers in the order they were asked for, and what leads wrote."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from oversight_contracts.facts.facts import Cut
from oversight_reporting.figures.result import QueryResult
from oversight_reporting.model.deliverables import Update


@dataclass
class ReportInputs:
    """All as at ``cut``. ``answers`` are taken one plan after the other."""

    cut: Cut
    answers: Iterator[QueryResult] = field(default_factory=lambda: iter(()))
    updates: Mapping[str, Sequence[Update]] = field(default_factory=dict)

    def take(self, count: int) -> list[QueryResult]:
        """The next answers."""
        return list(islice(self.answers, count))


def given(cut: Cut, answers: Iterable[QueryResult]) -> ReportInputs:
    """Answers alone."""
    return ReportInputs(cut, iter(answers))
