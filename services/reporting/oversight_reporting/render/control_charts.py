"""Process charts drawn: one panel a series, with mean, limits and marked points."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from oversight_reporting.render.chart_axes import short, unit_of
from oversight_reporting.render.table import row_period

Item = Mapping[str, Any]
Row = Mapping[str, Any]

WIDTH, HEIGHT = 620, 200
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


def process_chart(item: Item, rows: Sequence[Row]) -> alt.VConcatChart:
    """The panels of an item's series, one beneath the other."""
    labels = list(dict.fromkeys(row["label"] for row in rows))
    panels = [_panel(item, [row for row in rows if row["label"] == each]) for each in labels]
    # Each series has a scale of its own: homicides beside assaults would be a flat line.
    chart: alt.VConcatChart = alt.VConcatChart(vconcat=panels).resolve_scale(y="independent")
    return chart


def _panel(item: Item, rows: Sequence[Row]) -> alt.LayerChart:
    scale = 60 if item["unit"] == "seconds" else 1
    data = alt.InlineData(values=[_datum(row, scale) for row in rows])
    base = alt.Chart(data).properties(width=WIDTH, height=HEIGHT)
    order = [short(row_period(row)) for row in rows]
    axis = alt.Axis(labelAngle=0, labelOverlap=True)
    x = alt.X("short:N", sort=order, title=None, axis=axis, scale=alt.Scale(padding=0.5))
    y = alt.Y("value:Q", title=unit_of(item), scale=alt.Scale(zero=False, padding=8))
    layers: list[alt.Chart] = [base.mark_line(color=GREY, strokeWidth=1.5).encode(x=x, y=y)]
    if any(row["process"]["centre"] is not None for row in rows):
        layers += _limits(base, x)
    if rows[-1]["process"]["target"] is not None:
        target = base.mark_line(color="#00703c", strokeDash=[2, 2], strokeWidth=2)
        layers.append(target.encode(x=x, y=alt.Y("target:Q")))
    layers.append(_points(base, x))
    title = rows[0]["label"] if item["by"] else ""
    chart = alt.LayerChart(layer=layers)
    return chart.properties(title=title) if title else chart


def _limits(base: alt.Chart, x: alt.X) -> list[alt.Chart]:
    known = base.transform_filter("datum.centre !== null")
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
    points: alt.Chart = base.mark_point(size=55, opacity=1, strokeWidth=1.5).encode(
        x=x,
        y=alt.Y("value:Q"),
        color=alt.Color("says:N", scale=colours, legend=None),
        shape=alt.Shape("says:N", scale=shapes, legend=None),
        fill=alt.Fill("filled:N", scale=None),
    )
    return points


def _datum(row: Row, scale: int) -> dict[str, Any]:
    process = row["process"]
    says = process["variation"] or "not judged"
    lower = process["lower_limit"]
    # The limits of what cannot be below nothing are drawn to there.
    lower = max(lower, 0) if lower is not None and row["value"] >= 0 else lower
    lines = {
        "centre": process["centre"],
        "lower": lower,
        "upper": process["upper_limit"],
        "target": process["target"],
    }
    return {
        "short": short(row_period(row)),
        "value": row["value"] / scale,
        "says": says,
        # Left out of the limits: an empty mark.
        "filled": MARKS[says][0] if process["in_limits"] else "#ffffff",
        "segment": process["segment"],
        **{name: None if value is None else value / scale for name, value in lines.items()},
    }
