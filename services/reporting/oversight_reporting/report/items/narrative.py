"""Deliverables and commentary: what leads wrote for the period, or that nobody did."""

from collections.abc import Mapping
from dataclasses import dataclass

from oversight_contracts.breakdowns import in_words
from oversight_contracts.definitions.models.reports import CommentaryItem, DeliverableItem
from oversight_measures.periods.period import Every, Period, period_of
from oversight_reporting.figures.inputs import ReportInputs
from oversight_reporting.figures.query import FigureQuery
from oversight_reporting.model.deliverables import Update, update_for
from oversight_reporting.model.item_document import NarrativeDocument
from oversight_reporting.model.row_document import NarrativeRow
from oversight_reporting.report.items.plan import ItemContext

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
    queries: tuple[FigureQuery, ...] = ()

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

    def document(self, inputs: ReportInputs) -> NarrativeDocument:
        """The item as it is printed."""
        updates = inputs.updates.get(self.item.plan, ())
        found = update_for(updates, self.deliverable, self.period)
        record = found.record if found else None
        status = self._status(found)
        lead, frequency = self._lead(found)
        return NarrativeDocument(
            kind="narrative",
            commentary=isinstance(self.item, CommentaryItem),
            title=self.item.title,
            plan=self.item.plan,
            deliverable=self.deliverable,
            lead=lead,
            frequency=frequency,
            status=record.status if record else None,
            status_words=status,
            written=bool(record and record.narrative),
            narrative=record.narrative if record else "",
            author=(record.author or "") if record else "",
            update=found.id if found else None,
            notes=["Revised since it was first received."] if found and found.revised else [],
            rows=[self._row(found, status)],
        )

    def _lead(self, found: Update | None) -> tuple[str, str]:
        """The lead, and how often it is reported, in words."""
        item = self.item
        lead = found.record.lead if found else None
        frequency = found.record.frequency if found else None
        if isinstance(item, DeliverableItem):
            lead, frequency = lead or item.lead, frequency or item.frequency
        return lead or "", FREQUENCY[frequency] if frequency else ""

    def _status(self, found: Update | None) -> str:
        if found is None:
            return NO_COMMENTARY if isinstance(self.item, CommentaryItem) else NOTHING_WRITTEN
        see = found.record.see or ""
        words = {"period": _piece(self.period), "see": self.titles.get(see) or in_words(see)}
        return STATUS[found.record.status].format(**words)

    def _row(self, found: Update | None, status: str) -> NarrativeRow:
        """The one row by which tables and revisions know it."""
        narrative = found.record.narrative if found else ""
        count = len(narrative.split())
        words = f"{status}, {count} {'word' if count == 1 else 'words'}"
        return NarrativeRow(
            label=self.item.title,
            start=self.period.start,
            end=self.period.end,
            printed=words if count else status,
            text=narrative,
            value=None,
            numerator=None,
            denominator=None,
            pending=None,
            remarks=[],
        )


def _piece(period: Period) -> str:
    for every in (Every.MONTH, Every.QUARTER, Every.YEAR):
        if period == period_of(period.start, every):
            return str(every)
    return "period"


def plan(context: ItemContext, item: DeliverableItem | CommentaryItem) -> NarrativePlan:
    """The narrative of a deliverable, or a commentary, for the report's period."""
    return NarrativePlan(item, context.period, context.titles)
