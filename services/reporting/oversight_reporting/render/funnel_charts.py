"""Funnel plots: each area or force with its own limits, the one of most records first.

Drawn on its side: limits widen downwards as records become few, and every name can be read.
"""

from fractions import Fraction
from typing import Any

import altair as alt

from oversight_reporting.formatting import number
from oversight_reporting.model.item_document import FunnelDocument, FunnelPoint
from oversight_reporting.render.chart_axes import BLUE, TEXT, WIDE, Canvas

# The height of a line; on a telephone its name stands above it.
LINE, SLIM_LINE = 34, 52
APART, GREY, PALE, INK = "#D55E00", "#8a9299", "#cfd6dc", "#0b0c0c"
LEGEND = (
    "Grey: where about 95% (band) and 99.8% (line) or more of those like the others lie. Black: "
    "their mean."
)
WITHIN = "as the others"


def funnel_chart(funnel: FunnelDocument, canvas: Canvas = WIDE) -> alt.LayerChart:
    """The limits, the mean of the others and the figures, a line each."""
    points = sorted(funnel.points, key=lambda point: point.size, reverse=True)
    most = _most(points)
    data = alt.InlineData(values=[_datum(each, most, float(funnel.centre)) for each in points])
    height = (SLIM_LINE if canvas.slim else LINE) * len(points) + 10
    width = canvas.width if canvas.slim else canvas.width - 60
    base = alt.Chart(data).properties(width=width, height=height)
    y = _names(points, canvas)
    scale = alt.Scale(domain=[0, most], nice=False)
    x = alt.X("value:Q", scale=scale)
    layers = [
        base.mark_rule(color=GREY, strokeWidth=2).encode(
            x=alt.X("far_lower:Q", scale=scale, title=funnel.unit), x2="far_upper:Q", y=y
        ),
        base.mark_bar(color=PALE, height=14).encode(
            x=alt.X("near_lower:Q", scale=scale), x2="near_upper:Q", y=y
        ),
        base.mark_tick(color=INK, thickness=2, size=14 if canvas.slim else 22).encode(
            x=alt.X("centre:Q", scale=scale), y=y
        ),
        _marks(base, scale, y),
        base.mark_text(dy=-13, color=INK).encode(x=x, y=y, text="printed:N"),
    ]
    if canvas.slim:
        layers[-1] = base.mark_text(dy=-16, align="left", color=INK).encode(
            x=alt.value(2), y=y, text="line:N"
        )
    title = alt.TitleParams(
        canvas.lines(LEGEND),
        orient="bottom",
        anchor="start",
        fontSize=TEXT,
        fontWeight="normal",
        offset=8,
    )
    return canvas.fitted(alt.LayerChart(layer=layers).properties(title=title))


def _names(points: list[FunnelPoint], canvas: Canvas) -> alt.Y:
    order = [_named(point) for point in points]
    if canvas.slim:
        return alt.Y("name:N", sort=order, title=None, axis=None)
    room = max(len(name) for name in order) * TEXT * 0.62
    # A mark at 0 lies beside the names, not on them.
    axis = alt.Axis(labelLimit=280, ticks=False, minExtent=room, offset=8)
    return alt.Y("name:N", sort=order, title=None, axis=axis)


def funnel_in_words(funnel: FunnelDocument) -> str:
    """What the plot shows, for those who do not see it."""
    said = [f"{each.label}: {number_of(each)}, {each.place}" for each in funnel.points]
    return "; ".join(said)


def number_of(point: FunnelPoint) -> str:
    """The figure of a point as it is printed beside it."""
    return number(Fraction(point.value), 1)


def _marks(base: alt.Chart, scale: alt.Scale, y: alt.Y) -> alt.Chart:
    # Shape as well as colour: not everyone tells colours apart.
    apart = alt.condition(f"datum.place == '{WITHIN}'", alt.value(BLUE), alt.value(APART))
    shape = alt.condition(f"datum.place == '{WITHIN}'", alt.value("circle"), alt.value("diamond"))
    marks: alt.Chart = base.mark_point(filled=True, size=110, opacity=1)
    return marks.encode(x=alt.X("value:Q", scale=scale), y=y, color=apart, shape=shape)


def _most(points: list[FunnelPoint]) -> float:
    """The end of the axis: room for every figure, and for limits that are not far beyond."""
    figures = [point.value for point in points]
    uppers = [point.near_upper for point in points if point.near_upper is not None]
    reach = min(max(uppers, default=0), 2 * max(figures))
    return 1.1 * max(*figures, reach)


def _datum(point: FunnelPoint, most: float, centre: float) -> dict[str, Any]:
    def within(bound: float | None) -> float:
        return most if bound is None else min(bound, most)

    return {
        "name": _named(point),
        "line": f"{_named(point)}: {number_of(point)}",
        "value": point.value,
        "printed": number_of(point),
        "place": point.place,
        "centre": min(centre if point.centre is None else float(point.centre), most),
        "near_lower": point.near_lower,
        "near_upper": within(point.near_upper),
        "far_lower": point.far_lower,
        "far_upper": within(point.far_upper),
    }


def _named(point: FunnelPoint) -> str:
    return f"{point.label} ({point.size:,})"
