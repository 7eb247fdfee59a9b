"""An item that is a table of a plan's milestones."""

from oversight_contracts.definitions.models.reports import MilestonesItem
from oversight_reporting.grid.milestones import MilestonesPlan, plan_milestones
from oversight_reporting.report.items.plan import ItemContext


def plan(context: ItemContext, item: MilestonesItem) -> MilestonesPlan:
    """The table; its periods are the plan's own."""
    return plan_milestones(context.catalogue, item, context.force)
