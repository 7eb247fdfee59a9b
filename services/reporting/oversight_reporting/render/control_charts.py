"""Control charts drawn: one panel a series, with mean, limits and marked points."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import altair as alt

from oversight_reporting.model.document_base import Number
from oversight_reporting.model.item_document import FiguresDocument
from oversight_reporting.model.row_document import ControlChartPoint, FiguresRow
from oversight_reporting.render.chart_axes import (
    TEXT,
    WIDE,
    Canvas,
    at,
    caption,
    time_axis,
    unit_of,
)
from oversight_reporting.render.few_records import CENTRE, LEGEND, rests_on_few

HEIGHT = 200
INK, GREY = "#0b0c0c", "#6f777b"
# Shape as well as colour, since not everyone tells colours apart: what a point says, and how.
MARKS = {
    "common cause": ("#6f777b", "circle"),
    "improvement": ("#0072B2", "triangle-up"),
    "concern": ("#D55E00", "square"),
    "high": ("#8a4fa0", "diamond"),
    "low": ("#8a4fa0", "triangle-down"),
    "not judged": ("#6f777b", "circle"),
}

# Beside the mark with a white centre it needs its words.
EMPTY = "An empty mark: left out of the limits."


class Plotted(NamedTuple):
    """A row with its figure and its point on the control chart."""

    row: FiguresRow
    value: Number
    point: ControlChartPoint


def process_labels(rows: Sequence[FiguresRow]) -> list[str]:
    """The series that have a panel each.

    Each has a scale of its own: homicides beside assaults would be a flat line.
    """
    return list(dict.fromkeys(row.label for row in rows if row.value is not None))


def process_panel(
    item: FiguresDocument, rows: Sequence[FiguresRow], label: str, canvas: Canvas = WIDE
) -> alt.VConcatChart | alt.LayerChart:
    """The panel of one series: a picture of its own, so that a page ends between two of them."""
    mine = [row for row in rows if row.label == label]
    panel, words = _panel(item, mine, canvas), _caption(item, mine)
    title = label if item.by else ""
    if canvas.slim:
        return canvas.fitted(_named_above(panel, canvas.wrapped(title), canvas.wrapped(*words)))
    chart = alt.VConcatChart(vconcat=[panel.properties(title=title) if title else panel])
    return chart.properties(title=caption(*words)) if words else chart


def _caption(item: FiguresDocument, rows: Sequence[FiguresRow]) -> list[str]:
    """What marks mean that are not told by their shape."""
    few = any(row.process and rests_on_few(item, row) for row in rows)
    empty = any(row.process and not row.process.in_limits for row in rows if row.value is not None)
    return [LEGEND, *([EMPTY] if empty else [])] if few else []


def _named_above(panel: alt.LayerChart, title: list[str], words: list[str]) -> alt.LayerChart:
    """A chart has one title: a slim one has its words beneath it, and both above the panel."""
    if not title:
        return panel.properties(title=caption(*words)) if words else panel
    above = alt.TitleParams(
        title, subtitle=words, anchor="start", fontSize=TEXT, subtitleFontSize=TEXT
    )
    named: alt.LayerChart = panel.properties(title=above)
    return named


def _panel(item: FiguresDocument, rows: Sequence[FiguresRow], canvas: Canvas) -> alt.LayerChart:
    scale = 60 if item.unit == "seconds" else 1
    points = [
        Plotted(row, row.value, row.process)
        for row in rows
        if row.process and row.value is not None
    ]
    first, last = points[0].row.period, points[-1].row.period
    # A piece without a figure parts the line.
    parted = [
        {"at": at(row.start), "value": None}
        for row in rows
        if row.value is None and first < row.period < last
    ]
    data = alt.InlineData(values=[*(_datum(item, each, scale) for each in points), *parted])
    base = alt.Chart(data).properties(width=canvas.width, height=HEIGHT)
    x = time_axis(row.period for row in rows if first <= row.period <= last)
    y = alt.Y(
        "value:Q", title=canvas.lines_upwards(unit_of(item)), scale=alt.Scale(zero=False, padding=8)
    )
    layers: list[alt.Chart] = [base.mark_line(color=GREY, strokeWidth=1.5).encode(x=x, y=y)]
    if any(each.point.centre is not None for each in points):
        layers += _limits(base, x)
    if points[-1].point.target is not None:
        known = base.transform_filter("isValid(datum.target)")
        target = known.mark_line(color="#00703c", strokeDash=[2, 2], strokeWidth=2)
        layers.append(target.encode(x=x, y=alt.Y("target:Q")))
    layers.append(_points(base, x))
    if any(rests_on_few(item, each.row) for each in points):
        # Marks without a single one would be read out as a picture without a name.
        centres = base.transform_filter("datum.few")
        layers.append(centres.mark_point(**CENTRE).encode(x=x, y=alt.Y("value:Q")))
    return alt.LayerChart(layer=layers)


def _limits(base: alt.Chart, x: alt.X) -> list[alt.Chart]:
    known = base.transform_filter("isValid(datum.centre)")
    detail = alt.Detail("segment:N")
    mean = known.mark_line(color=INK, strokeWidth=1.5)
    limit = known.mark_line(color=INK, strokeWidth=1, strokeDash=[6, 4])
    return [
        mean.encode(x=x, y=alt.Y("centre:Q"), detail=detail),
        limit.encode(x=x, y=alt.Y("lower:Q"), detail=detail),
        limit.encode(x=x, y=alt.Y("upper:Q"), detail=detail),
    ]


def _points(base: alt.Chart, x: alt.X) -> alt.Chart:
    names = list(MARKS)
    colours = alt.Scale(domain=names, range=[colour for colour, _ in MARKS.values()])
    shapes = alt.Scale(domain=names, range=[shape for _, shape in MARKS.values()])
    known = base.transform_filter("isValid(datum.value)")
    points: alt.Chart = known.mark_point(size=55, opacity=1, strokeWidth=1.5).encode(
        x=x,
        y=alt.Y("value:Q"),
        color=alt.Color("says:N", scale=colours, legend=None),
        shape=alt.Shape("says:N", scale=shapes, legend=None),
        fill=alt.Fill("filled:N", scale=None),
    )
    return points


def _datum(item: FiguresDocument, plotted: Plotted, scale: int) -> dict[str, Any]:
    row, value, point = plotted
    says = point.variation or "not judged"
    lower = point.lower_limit
    # The limits of what cannot be below nothing are drawn to there.
    lower = max(lower, 0) if lower is not None and value >= 0 else lower
    lines = {
        "centre": point.centre,
        "lower": lower,
        "upper": point.upper_limit,
        "target": point.target,
    }
    return {
        "at": at(row.start),
        "value": value / scale,
        "says": says,
        # Left out of the limits: an empty mark.
        "filled": MARKS[says][0] if point.in_limits else "#ffffff",
        "segment": point.segment,
        "few": rests_on_few(item, row),
        **{name: None if level is None else level / scale for name, level in lines.items()},
    }
