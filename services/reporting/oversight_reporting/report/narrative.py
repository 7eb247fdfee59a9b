"""Deliverables and commentary: what leads wrote for the period, or that nobody did."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from oversight_contracts.breakdowns import in_words
from oversight_contracts.definitions.models.reports import CommentaryItem, DeliverableItem
from oversight_measures.periods.period import Every, Period, period_of
from oversight_reporting.figures.inputs import ReportInputs
from oversight_reporting.figures.query import FigureQuery
from oversight_reporting.model.deliverables import Update, update_for

Document = dict[str, Any]

STATUS = {
    "on-track": "On track",
    "at-risk": "At risk",
    "off-track": "Off track",
    "complete": "Complete",
    "reported": "Reported",
    "not-required": "Not required this {period}",
    "next-quarter": "To be included next quarter",
    "see-other": "See “{see}”",
}
FREQUENCY = {
    "monthly": "monthly",
    "quarterly": "quarterly",
    "6-monthly": "6 monthly",
    "annual": "annual",
    "until-complete": "until complete",
}
NOTHING_WRITTEN = "Nobody has reported on this for the period"
NO_COMMENTARY = "No commentary was written for the period"


@dataclass(frozen=True)
class NarrativePlan:
    """A deliverable, or a place for commentary, of one period; ``titles`` of others by their id."""

    item: DeliverableItem | CommentaryItem
    period: Period
    titles: Mapping[str, str]
    questions: tuple[FigureQuery, ...] = ()

    @property
    def plans(self) -> tuple[str, ...]:
        """The plans whose updates it needs."""
        return (self.item.plan,)

    @property
    def deliverable(self) -> str:
        """Its name in the plan."""
        if isinstance(self.item, CommentaryItem):
            return self.item.commentary
        return self.item.deliverable

    def document(self, given: ReportInputs) -> Document:
        """What is printed of it."""
        updates = given.updates.get(self.item.plan, ())
        found = update_for(updates, self.deliverable, self.period)
        status = self._status(found)
        return {
            "kind": "narrative",
            "commentary": isinstance(self.item, CommentaryItem),
            "title": self.item.title,
            "plan": self.item.plan,
            "deliverable": self.deliverable,
            **self._lead(found),
            "status": found.record.status if found else None,
            "status_words": status,
            "written": bool(found and found.record.narrative),
            "narrative": found.record.narrative if found else "",
            "author": (found.record.author or "") if found else "",
            "update": found.id if found else None,
            "notes": ["Revised since it was first received."] if found and found.revised else [],
            "rows": [self._row(found, status)],
        }

    def _lead(self, found: Update | None) -> Document:
        item = self.item
        lead = found.record.lead if found else None
        frequency = found.record.frequency if found else None
        if isinstance(item, DeliverableItem):
            lead, frequency = lead or item.lead, frequency or item.frequency
        return {"lead": lead or "", "frequency": FREQUENCY[frequency] if frequency else ""}

    def _status(self, found: Update | None) -> str:
        if found is None:
            return NO_COMMENTARY if isinstance(self.item, CommentaryItem) else NOTHING_WRITTEN
        see = found.record.see or ""
        words = {"period": _piece(self.period), "see": self.titles.get(see) or in_words(see)}
        return STATUS[found.record.status].format(**words)

    def _row(self, found: Update | None, status: str) -> Document:
        """The one line by which tables and revisions know it."""
        narrative = found.record.narrative if found else ""
        count = len(narrative.split())
        return {
            "label": self.item.title,
            "from": self.period.start.isoformat(),
            "to": self.period.end.isoformat(),
            "printed": f"{status}, {count} {'word' if count == 1 else 'words'}"
            if count
            else status,
            "text": narrative,
            "value": None,
            "numerator": None,
            "denominator": None,
            "pending": None,
            "remarks": [],
        }


def _piece(period: Period) -> str:
    for every in (Every.MONTH, Every.QUARTER, Every.YEAR):
        if period == period_of(period.start, every):
            return str(every)
    return "period"
