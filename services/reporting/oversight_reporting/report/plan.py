"""A report over a period: what it asks, and its document from the results."""

from dataclasses import dataclass

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reference import WHOLE_FORCE
from oversight_contracts.definitions.models.reports import (
    Audience,
    DeliverableItem,
    Report,
    ReportSection,
)
from oversight_measures.periods.period import Period
from oversight_reporting.comparison.error_rate import comparisons_in, error_rate
from oversight_reporting.figures.document import as_at_document
from oversight_reporting.figures.inputs import ReportInputs
from oversight_reporting.figures.query import FigureQuery, Refused
from oversight_reporting.model.document import ReportDocument, SectionDocument
from oversight_reporting.report.completeness import incomplete
from oversight_reporting.report.items.plan import ItemContext, Plan
from oversight_reporting.report.items.registry import plan_item

TOLD_BEFORE = (
    "Something suppressed here can be worked out with what was published before: in an earlier "
    "revision, or in another report of the same records. Suppressing more here would not hide it."
)


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
    def queries(self) -> list[FigureQuery]:
        """Everything that is asked."""
        return [query for item in self.items for query in item.queries]

    @property
    def plans(self) -> list[str]:
        """Every plan whose updates are needed."""
        return list(dict.fromkeys(plan for item in self.items for plan in item.plans))


def plan_report(catalogue: Catalogue, name: str, force: str, period: Period) -> ReportPlan:
    """The plan of a report. Raises ``Refused``."""
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
    context = ItemContext(catalogue, force, period, titles)
    sections = tuple(
        (each, tuple(plan_item(context, item) for item in each.items)) for each in report.sections
    )
    return ReportPlan(report, force, period, sections)


def report_document(
    catalogue: Catalogue,
    plan: ReportPlan,
    title: str | None,
    inputs: ReportInputs,
    audience: Audience = "board",
) -> ReportDocument:
    """The report as it is printed; ``inputs`` hold the results of ``plan.queries``."""
    sections = [
        SectionDocument(
            title=section.title,
            text=section.text.strip(),
            items=[item.document(inputs) for item in items],
        )
        for section, items in plan.sections
    ]
    # Where nothing is lost nothing is said, and the bytes are those of before it could be.
    lost = {"told_before": TOLD_BEFORE} if inputs.lost else {}
    made = comparisons_in(item for section in sections for item in section.items)
    wrong = {"error_rate": error_rate(made)} if any(made) else {}
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
        incomplete=incomplete(catalogue, plan.force, plan.period, inputs),
        **lost,
        **wrong,
    )
