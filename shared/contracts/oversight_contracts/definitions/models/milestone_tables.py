"""Tables of a plan's milestones: what was set, what was reached, and what is set next."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from oversight_contracts.definitions.base import Definition
from oversight_contracts.definitions.models.documents import Document
from oversight_contracts.definitions.models.indicators import IndicatorId
from oversight_contracts.definitions.models.plans import Plan, SetMilestone
from oversight_contracts.definitions.yaml_source import Finding
from oversight_contracts.records.base import Slug


class MilestoneRow(Definition):
    """One figure of the plan, under the words of its table."""

    title: str
    indicator: IndicatorId
    by: str = ""


class MilestoneTable(Definition):
    """The milestones of ``last`` with what was reached, and those of ``next``."""

    plan: Slug
    last: str = ""
    next: str = ""
    baseline: str = ""
    where: str = ""
    rows_are: str = ""
    rows: tuple[MilestoneRow, ...] = ()


@dataclass(frozen=True)
class RowOfPlan:
    """A row with the milestones that the plan sets for it."""

    title: str
    indicator: str
    by: str
    area: str
    last: SetMilestone | None
    next: SetMilestone | None


def rows_of(
    table: MilestoneTable, plan: Plan, documents: Mapping[str, Document]
) -> list[RowOfPlan]:
    """The rows of a table: those it names, or all that the plan sets there, in its words."""
    found: dict[tuple[str, str, str], RowOfPlan] = {}
    for each in _chosen(table, plan):
        key = (each.indicator, each.by, each.area)
        title = _title(table, each) or documents[plan.document].rows[each.row]
        known = found.get(key) or RowOfPlan(title, *key, None, None)
        last = each if each.period == table.last else known.last
        following = each if each.period == table.next else known.next
        found[key] = RowOfPlan(known.title, *key, last, following)
    return list(found.values())


def check_milestone_table(table: MilestoneTable, plans: Mapping[str, Plan]) -> Iterator[Finding]:
    """Everything in ``table`` that its plan does not have."""
    plan = plans.get(table.plan)
    if plan is None:
        yield ("plan",), f"no plan {table.plan} in milestones/"
        return
    for word in ("last", "next", "baseline"):
        named = getattr(table, word)
        if named and named not in plan.periods:
            known = ", ".join(plan.periods)
            yield (word,), f"{table.plan} has no period {named}; there are {known}"
    if not table.last:
        yield ("last",), "is missing: the period whose figures are shown"
    if not list(_chosen(table, plan)):
        yield (), "the plan sets none of these"
    for index, row in enumerate(table.rows):
        if not any(
            (each.indicator, each.by) == (row.indicator, row.by) for each in plan.milestones
        ):
            yield ("rows", index), f"{table.plan} sets nothing for {row.indicator} {row.by}".strip()


def _chosen(table: MilestoneTable, plan: Plan) -> Iterable[SetMilestone]:
    order = {(row.indicator, row.by): place for place, row in enumerate(table.rows)}
    found = [
        each
        for each in plan.milestones
        if each.period in (table.last, table.next)
        and (not table.where or each.where == table.where)
        and (not order or (each.indicator, each.by) in order)
    ]
    return sorted(found, key=lambda each: order.get((each.indicator, each.by), 0))


def _title(table: MilestoneTable, each: SetMilestone) -> str:
    named = (
        row.title for row in table.rows if (row.indicator, row.by) == (each.indicator, each.by)
    )
    return next(named, "")
