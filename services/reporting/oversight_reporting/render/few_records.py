"""Figures that rest on few records, and how charts mark their points: with a white centre."""

from collections.abc import Sequence
from typing import Any

from oversight_reporting.model.document_base import Number
from oversight_reporting.model.item_document import FiguresDocument
from oversight_reporting.model.row_document import FiguresRow

# Below it national statistics institutes flag a share (NCHS 2017; ONS marks a rate of fewer than 20
# events): chance alone moves it by a third and more.
FEW = 30
LEGEND = (
    f"A white centre: the figure rests on fewer than {FEW} records, or on a part of its period."
)
CENTRE: dict[str, Any] = {"filled": True, "color": "#ffffff", "size": 14, "opacity": 1}


def rests_on_few(item: FiguresDocument, row: FiguresRow) -> bool:
    """True where a figure rests on so few records that chance moves it, or on part of its period.

    Nothing is known of what others published, or of what a stock is made up of.
    """
    if row.value is None or row.quoted is not None:
        return False
    if row.running or row.covers == "part":
        return True
    counts = [count for count in _counts(item, row) if count is not None]
    return bool(counts) and min(counts) < FEW


def _counts(item: FiguresDocument, row: FiguresRow) -> Sequence[Number | None]:
    match item.measure:
        case "proportion":
            return (row.denominator,)
        case "ratio":
            return (row.numerator, row.denominator)
        case "stock" | "statistic":
            return ()
        case _:
            return (row.numerator,)
