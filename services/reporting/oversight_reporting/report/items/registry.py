"""The registry of the kinds of item: how each is planned, by its definition."""

from collections.abc import Callable, Mapping
from typing import Any

from oversight_contracts.definitions.models.reports import (
    CommentaryItem,
    DeliverableItem,
    DisparityItem,
    GridItem,
    Item,
    MilestonesItem,
    ReportItem,
)
from oversight_reporting.grid.milestones import plan_milestones
from oversight_reporting.grid.plan import plan_grid
from oversight_reporting.panel.plan import plan_panel
from oversight_reporting.report.items import figures, narrative
from oversight_reporting.report.items.plan import ItemContext, Plan


def _grid(context: ItemContext, item: GridItem) -> Plan:
    return plan_grid(context.catalogue, item, context.force, context.period)


def _panel(context: ItemContext, item: DisparityItem) -> Plan:
    return plan_panel(
        context.catalogue,
        item.disparity,
        context.force,
        context.period,
        item.basis,
        item.title,
        item.text.strip(),
    )


def _milestones(context: ItemContext, item: MilestonesItem) -> Plan:
    return plan_milestones(context.catalogue, item, context.force)


# A planner takes items of its own definition alone, which is what it is found by.
REPORT_ITEMS: Mapping[type[object], Callable[[ItemContext, Any], Plan]] = {
    ReportItem: figures.plan,
    GridItem: _grid,
    MilestonesItem: _milestones,
    DisparityItem: _panel,
    DeliverableItem: narrative.plan,
    CommentaryItem: narrative.plan,
}


def plan_item(context: ItemContext, item: Item) -> Plan:
    """The plan of an item. Raises ``Refused``."""
    return REPORT_ITEMS[type(item)](context, item)
