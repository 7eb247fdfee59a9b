"""What stands along the axes of every chart."""

from collections.abc import Mapping
from typing import Any

from oversight_measures.periods.period import Period


def unit_of(item: Mapping[str, Any]) -> str:
    """The unit in words; seconds are drawn as minutes."""
    unit = str(item["unit"])
    return "minutes" if unit == "seconds" else unit


def short(period: Period) -> str:
    """A piece in as few letters as it can be told by."""
    start = period.start
    if period.days == 1 or 6 <= period.days <= 8:
        return f"{start.day} {start:%b %y}"
    if period.days <= 31:
        return f"{start:%b %y}"
    return f"from {start:%b %y}"
