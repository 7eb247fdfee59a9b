"""A report over a period: the questions it asks, and its document from their answers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.reference import WHOLE_FORCE
from oversight_contracts.definitions.reports import Report, ReportItem, ReportSection
from oversight_measures.periods import Period, same_dates_last_year
from oversight_reporting.answers import Answer
from oversight_reporting.comparisons import Comparison
from oversight_reporting.documents import as_at_document
from oversight_reporting.items import item_document
from oversight_reporting.questions import Question, Refused, find_indicator, read_basis, read_by

Document = dict[str, Any]


@dataclass(frozen=True)
class ItemPlan:
    """An item and what it asks; ``earlier`` where it is compared with last year."""

    item: ReportItem
    now: Question
    earlier: Question | None

    @property
    def questions(self) -> list[Question]:
        """One or two."""
        return [self.now, self.earlier] if self.earlier else [self.now]


@dataclass(frozen=True)
class ReportPlan:
    """A report bound to a force and a period (half-open)."""

    report: Report
    force: str
    period: Period
    sections: tuple[tuple[ReportSection, tuple[ItemPlan, ...]], ...]

    @property
    def questions(self) -> list[Question]:
        """Everything that is asked, in order."""
        return [
            question for _, items in self.sections for item in items for question in item.questions
        ]


def plan_report(catalogue: Catalogue, name: str, force: str, period: Period) -> ReportPlan:
    """What a report asks. Raises ``Refused``."""
    report = catalogue.reports.get(name)
    if report is None:
        known = ", ".join(catalogue.reports) or "none"
        raise Refused("report", f"there is no report {name}; there are {known}")
    sections = tuple(
        (
            section,
            tuple(plan_item(catalogue, each, force, WHOLE_FORCE, period) for each in section.items),
        )
        for section in report.sections
    )
    return ReportPlan(report, force, period, sections)


def plan_item(
    catalogue: Catalogue, item: ReportItem, force: str, area: str, period: Period
) -> ItemPlan:
    """What an item asks. Raises ``Refused``."""
    indicator = find_indicator(catalogue, item.indicator)
    by = read_by(indicator, ",".join(item.by))
    basis = read_basis(catalogue, indicator, force, area, item.basis)
    now = Question(indicator, force, area, period, by, basis, item.every)
    earlier = None
    if item.compare == "same-dates-last-year":
        earlier = Question(indicator, force, area, same_dates_last_year(period), by, basis)
    return ItemPlan(item, now, earlier)


def report_document(
    catalogue: Catalogue, plan: ReportPlan, title: str | None, answers: Sequence[Answer]
) -> Document:
    """The report as it is printed; ``answers`` are those to ``plan.questions``, in order."""
    given = iter(answers)
    sections = [
        {
            "title": section.title,
            "text": section.text.strip(),
            "items": [item_from(catalogue, item, given) for item in items],
        }
        for section, items in plan.sections
    ]
    return {
        "report": plan.report.id,
        "title": title or plan.report.title,
        "description": plan.report.description.strip(),
        "force": plan.force,
        "force_title": catalogue.forces[plan.force].title,
        "area": WHOLE_FORCE,
        "from": plan.period.start.isoformat(),
        "to": plan.period.end.isoformat(),
        "as_at": as_at_document(catalogue, answers[0].cut),
        "sections": sections,
    }


def item_from(catalogue: Catalogue, plan: ItemPlan, given: Iterator[Answer]) -> Document:
    """One item's document from the next answers."""
    now = next(given)
    comparison = Comparison(next(given)) if plan.earlier else None
    return item_document(catalogue, plan.item, now, comparison)
