"""Updates of a plan's deliverables by their leads, and the one that stands for a period."""

from collections.abc import Iterable
from dataclasses import dataclass

from oversight_contracts.records.deliverable_update import DeliverableUpdate
from oversight_measures.periods.period import Period


@dataclass(frozen=True)
class Update:
    """An update that stands; ``revised`` where it has changed since it was first seen."""

    id: str
    revised: bool
    record: DeliverableUpdate


def update_for(updates: Iterable[Update], deliverable: str, period: Period) -> Update | None:
    """The latest update of a deliverable that ends within the period.

    One for half a year stands in the report of its last quarter. Of two that end on one day, the
    one whose id sorts last.
    """
    found = [
        each
        for each in updates
        if each.record.deliverable == deliverable and each.record.last_day in period
    ]
    return max(found, key=lambda each: (each.record.last_day, each.id), default=None)
