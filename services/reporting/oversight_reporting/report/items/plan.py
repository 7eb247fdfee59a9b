"""The plan of an item: what every kind of item in a report has in common."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_measures.periods.period import Period
from oversight_reporting.figures.inputs import ReportInputs
from oversight_reporting.figures.query import FigureQuery
from oversight_reporting.model.item_document import ItemDocument


@dataclass(frozen=True)
class ItemContext:
    """The context that an item is planned in; ``titles`` are of the report's deliverables by id."""

    catalogue: Catalogue
    force: str
    period: Period
    titles: Mapping[str, str] = field(default_factory=dict)


class Plan(Protocol):
    """An item bound to a force and a period: its queries, and its document from their results."""

    @property
    def queries(self) -> Sequence[FigureQuery]:
        """Everything that it needs the result of."""

    @property
    def plans(self) -> Sequence[str]:
        """The plans whose updates it needs."""

    def document(self, inputs: ReportInputs) -> ItemDocument:
        """The item as it is printed."""
