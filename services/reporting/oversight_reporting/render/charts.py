"""Charts of an item's rows as SVG, with their words for those who do not see them."""

import html
from typing import Any

import altair as alt

from oversight_reporting.formatting import period_in_words
from oversight_reporting.model.item_document import FiguresDocument
from oversight_reporting.model.row_document import FiguresRow
from oversight_reporting.render.chart_axes import (
    BLUE,
    COLOURS,
    HEIGHT,
    TEXT,
    WIDTH,
    short,
    unit_of,
)
from oversight_reporting.render.control_charts import process_chart
from oversight_reporting.render.few_records import rests_on_few
from oversight_reporting.render.line_charts import line_chart, stand_apart
from oversight_reporting.render.table import with_unit

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
BAR = 30
# To the right for the last bar's figure, in a font that is wider than the one measured here.
ROOM = {"left": 5, "top": 5, "right": 40, "bottom": 5}


def specification_of(item: FiguresDocument) -> str | None:
    """The chart of an item in Vega-Lite; None where nothing is asked for or known."""
    drawn = [row for row in item.rows if _drawn(item, row)]
    rows = [row for row in drawn if row.value is not None]
    # A whole period says of a group beside the others why it has no bar.
    told = [row for row in drawn if row.value is not None or row.unrecorded]
    if item.chart == "none" or not rows:
        return None
    if item.chart == "xmr":
        chart: alt.TopLevelMixin = process_chart(item, drawn)
    elif not item.every:
        chart = _by_group(item, told)
    else:
        # Bars of groups would hide one another: lines alone are told apart.
        bars = item.chart == "bar" and not any(row.breakdown for row in rows)
        chart = _bars_by_period(item, drawn) if bars else line_chart(item, drawn)
    sized = chart.configure(font=FONT, padding=ROOM).configure_view(stroke=None)
    return str(
        sized.configure_axis(
            labelFontSize=TEXT, titleFontSize=TEXT, titleFontWeight="normal", titlePadding=12
        )
        .configure_legend(labelFontSize=TEXT, titleFontSize=TEXT)
        .configure_text(fontSize=TEXT)
        .to_json()
    )


def described(svg: str, item: FiguresDocument, name: str) -> str:
    """The SVG as an image with a title and a description."""
    words = "; ".join(_said(item, row) for row in item.rows if _drawn(item, row))
    labelled = f'<svg role="img" aria-labelledby="{name}-title {name}-words"'
    title = f'<title id="{name}-title">{html.escape(item.title)}</title>'
    description = f'<desc id="{name}-words">{html.escape(words)}</desc>'
    opening, _, rest = svg.partition(">")
    return f"{opening.replace('<svg', labelled, 1)}>{title}{description}{rest}"


def _said(item: FiguresDocument, row: FiguresRow) -> str:
    marked = item.every and item.chart in ("line", "xmr") and rests_on_few(item, row)
    return f"{_named(item, row)}: {with_unit(item, row)}{' (white centre)' if marked else ''}"


def _named(item: FiguresDocument, row: FiguresRow) -> str:
    if not item.every:
        return row.label
    period = period_in_words(row.period)
    return f"{period}, {row.label}" if item.by else period


def _drawn(item: FiguresDocument, row: FiguresRow) -> bool:
    """A whole period shows its groups; pieces do where lines can be told apart, else totals."""
    if item.chart == "xmr":
        return row.process is not None
    return bool(row.breakdown) == _shows_groups(item)


def _shows_groups(item: FiguresDocument) -> bool:
    if not item.every or item.measure == "disparity":
        return True
    labels = {row.label for row in item.rows if row.breakdown and row.value is not None}
    return item.chart == "line" and 0 < len(labels) <= len(COLOURS)


def _by_group(item: FiguresDocument, rows: list[FiguresRow]) -> alt.LayerChart:
    order = [row.label for row in rows]
    base = alt.Chart(_data(item, rows)).properties(width=WIDTH, height=BAR * len(rows))
    # Room for a reader's font that is wider than the one measured here.
    room = max(len(label) for label in order) * TEXT * 0.62
    axis = alt.Axis(labelLimit=280, ticks=False, minExtent=room)
    y = alt.Y("label:N", sort=order, title=None, axis=axis)
    ticks = alt.Axis(tickCount=8, labelOverlap=True)
    x = alt.X("value:Q", title=unit_of(item), scale=alt.Scale(zero=True), axis=ticks)
    layers: list[alt.Chart] = [
        base.mark_bar(color=BLUE, height=18).encode(x=x, y=y),
        base.mark_text(align="left", dx=5, color="#0b0c0c").encode(
            x=alt.X("end:Q"), y=y, text="printed:N"
        ),
    ]
    if any(row.upper is not None for row in rows):
        spans = base.mark_rule(color="#0b0c0c", strokeWidth=2)
        layers.insert(1, spans.encode(x=alt.X("lower:Q"), x2="upper:Q", y=y))
    return alt.LayerChart(layer=layers)


def _bars_by_period(item: FiguresDocument, drawn: list[FiguresRow]) -> alt.LayerChart:
    known = [row.period for row in drawn if row.value is not None]
    # A piece without a figure keeps its room, as on an axis of time.
    rows = [row for row in drawn if min(known) <= row.period <= max(known)]
    order = [short(row.period) for row in rows]
    base = alt.Chart(_data(item, rows)).properties(width=WIDTH, height=HEIGHT)
    axis = alt.Axis(labelAngle=0, labelOverlap=True)
    scale = alt.Scale(domain=order)
    x = alt.X("short:N", sort=order, title=None, axis=axis, scale=scale)
    y = alt.Y("value:Q", title=unit_of(item), scale=alt.Scale(zero=True))
    bars = base.mark_bar(color=BLUE, width=alt.RelativeBandSize(0.6))
    layers: list[alt.Chart] = [bars.encode(x=x, y=y)]
    if stand_apart(item, rows):
        above = base.transform_filter("isValid(datum.value)")
        text = above.mark_text(dy=-9, color="#0b0c0c", baseline="bottom")
        layers.append(text.encode(x=x, y=y, text="printed:N"))
    return alt.LayerChart(layer=layers)


def _data(item: FiguresDocument, rows: list[FiguresRow]) -> alt.InlineData:
    scale = 60 if item.unit == "seconds" else 1
    return alt.InlineData(values=[_datum(item, row, scale) for row in rows])


def _datum(item: FiguresDocument, row: FiguresRow, scale: int) -> dict[str, Any]:
    datum: dict[str, Any] = {"label": row.label, "short": short(row.period), "value": None}
    if row.unrecorded:
        return datum | {"printed": row.printed, "end": 0}
    if row.value is None:
        return datum
    value, upper = row.value / scale, row.upper
    return datum | {
        "value": value,
        "printed": with_unit(item, row),
        "lower": row.lower,
        "upper": upper,
        "end": max(value, upper if upper is not None else value),
    }
