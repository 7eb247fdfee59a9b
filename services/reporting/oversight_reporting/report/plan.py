"""A report over a period: the questions it asks, and its document from their answers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.period_names import period_named
from oversight_contracts.definitions.models.reference import WHOLE_FORCE
from oversight_contracts.definitions.models.reports import (
    Audience,
    DeliverableItem,
    GridItem,
    Item,
    MilestonesItem,
    Report,
    ReportItem,
    ReportSection,
)
from oversight_measures.periods.period import Period, same_dates_last_year
from oversight_reporting.comparison.change import Comparison
from oversight_reporting.comparison.extremes import Extremes
from oversight_reporting.comparison.significance import SignificanceTest
from oversight_reporting.figures.document import as_at_document
from oversight_reporting.figures.inputs import ReportInputs
from oversight_reporting.figures.monthly_counts import MonthlyCounts, monthly_counts
from oversight_reporting.figures.query import (
    FigureQuery,
    Refused,
    find_indicator,
    read_basis,
    read_by,
)
from oversight_reporting.grid.milestones import plan_milestones
from oversight_reporting.grid.plan import plan_grid
from oversight_reporting.model.document import ReportDocument, SectionDocument
from oversight_reporting.model.item_document import FiguresDocument, ItemDocument
from oversight_reporting.report.item import item_document
from oversight_reporting.report.narrative import NarrativePlan


class Plan(Protocol):
    """An item bound to a force and a period: what it asks, and its document from the answers."""

    @property
    def questions(self) -> Sequence[FigureQuery]:
        """Everything that it needs the result of."""

    @property
    def plans(self) -> Sequence[str]:
        """The plans whose updates it needs."""

    def document(self, inputs: ReportInputs) -> ItemDocument:
        """What is printed of it."""


@dataclass(frozen=True)
class ItemPlan:
    """One indicator and what it asks; ``earlier`` where it is compared with last year."""

    catalogue: Catalogue
    item: ReportItem
    now: FigureQuery
    earlier: FigureQuery | None
    on_record: FigureQuery | None = None
    months: MonthlyCounts | None = None
    plans: tuple[str, ...] = ()

    @property
    def questions(self) -> list[FigureQuery]:
        """One, what it is compared with and judged by, and what it is called out among."""
        known = (self.now, self.earlier, self.months, self.on_record)
        return [each for each in known if each is not None]

    def document(self, inputs: ReportInputs) -> FiguresDocument:
        """The item with its rows."""
        results = inputs.results
        now = results[self.now]
        months = results[self.months] if self.months else None
        chance = SignificanceTest(now.judged_until, months)
        comparison = Comparison(results[self.earlier], chance) if self.earlier else None
        callouts = Extremes(results[self.on_record]) if self.on_record else None
        return item_document(self.catalogue, self.item, now, comparison, callouts)


@dataclass(frozen=True)
class ReportPlan:
    """A report bound to a force and a period (half-open)."""

    report: Report
    force: str
    period: Period
    sections: tuple[tuple[ReportSection, tuple[Plan, ...]], ...]

    @property
    def items(self) -> list[Plan]:
        """All items, in order."""
        return [item for _, items in self.sections for item in items]

    @property
    def questions(self) -> list[FigureQuery]:
        """Everything that is asked."""
        return [question for item in self.items for question in item.questions]

    @property
    def plans(self) -> list[str]:
        """Every plan whose updates are needed."""
        return list(dict.fromkeys(plan for item in self.items for plan in item.plans))


def plan_report(catalogue: Catalogue, name: str, force: str, period: Period) -> ReportPlan:
    """What a report asks. Raises ``Refused``."""
    report = catalogue.reports.get(name)
    if report is None:
        known = ", ".join(catalogue.reports) or "none"
        raise Refused("report", f"there is no report {name}; there are {known}")
    titles = {
        item.deliverable: item.title
        for section in report.sections
        for item in section.items
        if isinstance(item, DeliverableItem)
    }

    def plan(item: Item) -> Plan:
        if isinstance(item, GridItem):
            return plan_grid(catalogue, item, force, period)
        if isinstance(item, MilestonesItem):
            return plan_milestones(catalogue, item, force)
        if isinstance(item, ReportItem):
            return plan_item(catalogue, item, force, WHOLE_FORCE, period)
        return NarrativePlan(item, period, titles)

    sections = tuple((each, tuple(map(plan, each.items))) for each in report.sections)
    return ReportPlan(report, force, period, sections)


def plan_item(
    catalogue: Catalogue, item: ReportItem, force: str, area: str, period: Period
) -> ItemPlan:
    """What an item asks. Raises ``Refused``."""
    indicator = find_indicator(catalogue, item.indicator)
    by = read_by(indicator, ",".join(item.by))
    period = period_named(item.period, period)
    basis = read_basis(catalogue, indicator, force, area, item.basis)
    now = FigureQuery(indicator, force, area, period, by, basis, item.every)
    earlier = months = None
    if item.compare == "same-dates-last-year":
        earlier = FigureQuery(indicator, force, area, same_dates_last_year(period), by, basis)
        months = monthly_counts(now)
    on_record = replace(now, whole_record=True) if item.call_out else None
    return ItemPlan(catalogue, item, now, earlier, on_record, months)


def report_document(
    catalogue: Catalogue,
    plan: ReportPlan,
    title: str | None,
    inputs: ReportInputs,
    audience: Audience = "board",
) -> ReportDocument:
    """The report as it is printed; ``inputs`` hold the results of ``plan.questions``."""
    sections = [
        SectionDocument(
            title=section.title,
            text=section.text.strip(),
            items=[item.document(inputs) for item in items],
        )
        for section, items in plan.sections
    ]
    return ReportDocument(
        report=plan.report.id,
        title=title or plan.report.title,
        description=plan.report.description.strip(),
        force=plan.force,
        force_title=catalogue.forces[plan.force].title,
        area=WHOLE_FORCE,
        start=plan.period.start,
        end=plan.period.end,
        as_at=as_at_document(catalogue, inputs.cut),
        sections=sections,
        audience=plan.report.seen_by(audience),
    )
