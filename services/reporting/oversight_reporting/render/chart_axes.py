"""Labels of the axes of every chart."""

from oversight_measures.periods.period import Period
from oversight_reporting.model.item_document import FiguresDocument


def unit_of(item: FiguresDocument) -> str:
    """The unit in words; seconds are drawn as minutes."""
    return "minutes" if item.unit == "seconds" else item.unit


def short(period: Period) -> str:
    """A piece in as few letters as it can be told by."""
    start = period.start
    if period.days == 1 or 6 <= period.days <= 8:
        return f"{start.day} {start:%b %y}"
    if period.days <= 31:
        return f"{start:%b %y}"
    return f"from {start:%b %y}"
