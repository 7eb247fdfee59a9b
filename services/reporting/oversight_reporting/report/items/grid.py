"""An item that is a grid: rows by columns of many indicators."""

from oversight_contracts.definitions.models.reports import GridItem
from oversight_reporting.grid.plan import GridPlan, plan_grid
from oversight_reporting.report.items.plan import ItemContext


def plan(context: ItemContext, item: GridItem) -> GridPlan:
    """The grid over the report's period. Raises ``Refused``."""
    return plan_grid(context.catalogue, item, context.force, context.period)
