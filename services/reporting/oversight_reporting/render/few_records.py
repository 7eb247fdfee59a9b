"""Figures that rest on few records: which they are, on how many, and how charts mark them."""

from collections.abc import Sequence
from typing import Any

from oversight_reporting.formatting import number
from oversight_reporting.model.document_base import Number
from oversight_reporting.model.item_document import FiguresDocument
from oversight_reporting.model.row_document import EarlierDocument, FiguresRow

# Below it national statistics institutes flag a share (NCHS 2017; ONS marks a rate of fewer than 20
# events): chance alone moves it by a third and more.
FEW = 30
LEGEND = (
    f"A white centre: the figure rests on fewer than {FEW} records, or on a part of its period."
)
CENTRE: dict[str, Any] = {"filled": True, "color": "#ffffff", "size": 14, "opacity": 1}
ABOUT_FEW = (
    f"Few: the figure rests on fewer than {FEW} records, and chance moves it by a third or more."
)


def rests_on_few(item: FiguresDocument, row: FiguresRow) -> bool:
    """True where a figure rests on so few records that chance moves it, or on part of its period.

    Nothing is known of what others published, or of what a stock is made up of.
    """
    if row.value is None or row.quoted is not None:
        return False
    return row.running or row.covers == "part" or few_records(item, row) is not None


def few_records(item: FiguresDocument, figure: FiguresRow | EarlierDocument) -> Number | None:
    """On how many records a figure rests, where they are few; None where they are not."""
    if figure.value is None or (isinstance(figure, FiguresRow) and figure.quoted is not None):
        return None
    counts = [count for count in _counts(item, figure) if count is not None]
    return min(counts) if counts and min(counts) < FEW else None


def few_in_words(item: FiguresDocument, figures: Sequence[FiguresRow | EarlierDocument]) -> str:
    """``few: 6 records``, of the fewest of several figures; empty where they are not few."""
    known = [few for each in figures if (few := few_records(item, each)) is not None]
    fewest = min(known, default=0)
    if not fewest:
        # Nothing, or none: then the figure itself says so.
        return ""
    return f"few: {number(int(fewest))} record{'' if fewest == 1 else 's'}"


def _counts(item: FiguresDocument, figure: FiguresRow | EarlierDocument) -> Sequence[Number | None]:
    match item.measure:
        case "proportion":
            return (figure.denominator,)
        case "ratio":
            return (figure.numerator, figure.denominator)
        case "stock" | "statistic":
            return ()
        case _:
            return (figure.numerator,)
