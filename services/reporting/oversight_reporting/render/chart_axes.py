"""The axes of every chart: their labels, and time drawn true to its length."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from textwrap import wrap
from typing import TypeVar

import altair as alt

from oversight_measures.periods.period import Period
from oversight_reporting.model.item_document import FiguresDocument

AnyChart = TypeVar("AnyChart", alt.LayerChart, alt.Chart)
BLUE = "#1d5f9e"
# Okabe and Ito (2008), the darker ones first.
COLOURS = ["#0072B2", "#D55E00", "#009E73", "#000000", "#CC79A7", "#8a6d00", "#56B4E9"]
TEXT = 12
# Of the height of a letter: how wide it is.
LETTER = 0.55


@dataclass(frozen=True)
class Canvas:
    """What a chart is drawn on, in px; ``slim`` where all of it has to fit in a telephone's width.

    A wide one is as large as its plot, with axes beside it; a slim one is that wide as a whole.
    """

    width: int
    height: int
    slim: bool = False

    def fitted(self, chart: AnyChart) -> AnyChart:
        """The chart, with its axes inside of the width where it is a slim one."""
        if not self.slim:
            return chart
        fit = alt.AutoSizeParams(type="fit-x", contains="padding")
        fitted: AnyChart = chart.properties(autosize=fit)
        return fitted

    @property
    def plot(self) -> int:
        """How wide its plot is at least."""
        return self.width - 70 if self.slim else self.width

    def lines(self, text: str) -> str | list[str]:
        """A text in as many lines as it needs across the whole; one on a wide canvas."""
        return wrap(text, int(self.width / (TEXT * LETTER))) if self.slim else text

    def wrapped(self, *texts: str) -> list[str]:
        """Texts in as many lines as they need."""
        found = map(self.lines, texts)
        return [line for each in found for line in ([each] if isinstance(each, str) else each)]

    def lines_upwards(self, text: str) -> str | list[str]:
        """The same beside the plot, from the bottom to the top."""
        return wrap(text, int(self.height / (TEXT * LETTER))) if self.slim else text


WIDE = Canvas(620, 240)
# What a telephone of 320 px leaves beside the margins of a page.
SLIM = Canvas(290, 210, slim=True)


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


def at(day: date) -> int:
    """A day as a time axis has it: the milliseconds of its midnight in UTC."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1000


def time_axis(periods: Iterable[Period]) -> alt.X:
    """The first day of each piece on an axis of time, on which what is missing leaves its room."""
    known = sorted(set(periods))
    axis = alt.Axis(
        values=[at(each.start) for each in known],
        format=_format(known[0]),
        labelAngle=0,
        labelOverlap=True,
        labelFlush=False,
    )
    # In UTC, so that no reader's clock moves a month.
    scale = alt.Scale(type="utc", nice=False, padding=16)
    return alt.X("at:T", title=None, axis=axis, scale=scale)


def _format(period: Period) -> str:
    """The form in which ``short`` says the first piece."""
    if period.days == 1 or 6 <= period.days <= 8:
        return "%-d %b %y"
    return "%b %y" if period.days <= 31 else "from %b %y"


def caption(*lines: str) -> alt.TitleParams:
    """Lines of text beneath a chart."""
    return alt.TitleParams(
        list(lines), orient="bottom", anchor="start", fontSize=TEXT, fontWeight="normal", offset=8
    )
