"""Charts of an item's rows as SVG, with their words for those who do not see them."""

import html
from typing import Any

import altair as alt

from oversight_reporting.formatting import period_in_words
from oversight_reporting.model.item_document import FiguresDocument, GridDocument
from oversight_reporting.model.row_document import FiguresRow
from oversight_reporting.render.chart_axes import (
    BLUE,
    COLOURS,
    SLIM,
    TEXT,
    WIDE,
    Canvas,
    short,
    unit_of,
)
from oversight_reporting.render.control_charts import process_labels, process_panel
from oversight_reporting.render.few_records import rests_on_few
from oversight_reporting.render.funnel_charts import funnel_chart, funnel_in_words
from oversight_reporting.render.line_charts import line_chart, stand_apart
from oversight_reporting.render.table import with_unit

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
BAR = 30
# To the right for the last bar's figure, in a font that is wider than the one measured here.
ROOM = {"left": 5, "top": 5, "right": 40, "bottom": 5}
SLIM_ROOM = {"left": 0, "top": 5, "right": 5, "bottom": 5}


def panels_of(item: FiguresDocument | GridDocument) -> list[str]:
    """The pictures of an item by what each is of; none where nothing is asked for or known.

    One picture, of everything, but of a process one for each series.
    """
    if isinstance(item, GridDocument):
        return [""] if item.funnel and len(item.funnel.points) > 1 else []
    drawn = [row for row in item.rows if _drawn(item, row)]
    if item.chart == "none" or all(row.value is None for row in drawn):
        return []
    return process_labels(drawn) if item.chart == "xmr" else [""]


def specification_of(
    item: FiguresDocument | GridDocument, canvas: Canvas = WIDE, panel: str | None = None
) -> str | None:
    """A picture of an item in Vega-Lite, the first where no panel is named; None for none."""
    panels = panels_of(item)
    if not panels:
        return None
    chart = _chart(item, canvas, panels[0] if panel is None else panel)
    # Set, not by `configure_…`: each of those copies the whole chart.
    chart.config = _config(SLIM_ROOM if canvas.slim else ROOM)
    return str(chart.to_json(validate=False))


def _config(room: dict[str, int]) -> alt.Config:
    axis = alt.AxisConfig(
        labelFontSize=TEXT, titleFontSize=TEXT, titleFontWeight="normal", titlePadding=12
    )
    return alt.Config(
        font=FONT,
        padding=room,
        view=alt.ViewConfig(stroke=None),
        axis=axis,
        legend=alt.LegendConfig(labelFontSize=TEXT, titleFontSize=TEXT),
        text=alt.MarkConfig(fontSize=TEXT),
    )


def _chart(
    item: FiguresDocument | GridDocument, canvas: Canvas, panel: str
) -> alt.LayerChart | alt.VConcatChart:
    if isinstance(item, GridDocument):
        assert item.funnel is not None
        return funnel_chart(item.funnel, canvas)
    drawn = [row for row in item.rows if _drawn(item, row)]
    if item.chart == "xmr":
        return process_panel(item, drawn, panel, canvas)
    if not item.every:
        # A whole period says of a group beside the others why it has no bar.
        told = [row for row in drawn if row.value is not None or row.unrecorded]
        return _by_group_slim(item, told) if canvas.slim else _by_group(item, told)
    # Bars of groups would hide one another: lines alone are told apart.
    grouped = any(row.breakdown for row in drawn if row.value is not None)
    if item.chart == "bar" and not grouped:
        return _bars_by_period(item, drawn, canvas)
    return line_chart(item, drawn, canvas)


def described(svg: str, item: FiguresDocument | GridDocument, name: str, panel: str = "") -> str:
    """The SVG as an image with a title and a description."""
    words = _in_words(item, panel)
    by = isinstance(item, FiguresDocument) and item.by
    named = f"{item.title}, {panel}" if panel and by else item.title
    title = f'<title id="{name}-title">{html.escape(named)}</title>'
    description = f'<desc id="{name}-words">{html.escape(words)}</desc>'
    opening, _, rest = pointed(svg, name).partition(">")
    return f"{opening}>{title}{description}{rest}"


def pointed(svg: str, name: str) -> str:
    """The SVG as an image whose words stand in another picture of the same, called ``name``."""
    labelled = f'<svg role="img" aria-labelledby="{name}-title {name}-words"'
    return svg.replace("<svg", labelled, 1)


def _in_words(item: FiguresDocument | GridDocument, panel: str) -> str:
    if isinstance(item, GridDocument):
        return funnel_in_words(item.funnel) if item.funnel else ""
    rows = [row for row in item.rows if _drawn(item, row)]
    shown = [row for row in rows if item.chart != "xmr" or not panel or row.label == panel]
    return "; ".join(_said(item, row) for row in shown)


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
    base = alt.Chart(_data(item, rows)).properties(width=WIDE.width, height=BAR * len(rows))
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


def _by_group_slim(item: FiguresDocument, rows: list[FiguresRow]) -> alt.LayerChart:
    """Bars with their names and figures above them: beside them nothing is left of the width."""
    data = [
        {**each, "at": index, "name": SLIM.lines(f"{each['label']}: {each.get('printed', '')}")}
        for index, each in enumerate(_datum(item, row, _scale(item)) for row in rows)
    ]
    lines = max(len(each["name"]) for each in data)
    step = 18 + 16 * lines
    base = alt.Chart(alt.InlineData(values=data)).properties(
        width=SLIM.width, height=step * len(rows)
    )
    # The bar of a group is at the foot of its step.
    y = alt.Y("at:O", axis=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    unit = unit_of(item)
    x = alt.X(
        "value:Q",
        title=SLIM.lines(unit),
        scale=alt.Scale(zero=True),
        axis=alt.Axis(tickCount=4, labelOverlap=True),
    )
    foot = step / 2 - 9
    layers: list[alt.Chart] = [
        base.mark_bar(color=BLUE, height=12, yOffset=foot).encode(x=x, y=y),
        base.mark_text(
            align="left", baseline="top", lineHeight=16, x=0, dy=2 - step / 2, color="#0b0c0c"
        ).encode(y=y, text="name:N"),
    ]
    if any(row.upper is not None for row in rows):
        spans = base.mark_rule(color="#0b0c0c", strokeWidth=2, yOffset=foot)
        layers.insert(1, spans.encode(x=alt.X("lower:Q"), x2="upper:Q", y=y))
    return SLIM.fitted(alt.LayerChart(layer=layers))


def _bars_by_period(
    item: FiguresDocument, drawn: list[FiguresRow], canvas: Canvas
) -> alt.LayerChart:
    known = [row.period for row in drawn if row.value is not None]
    # A piece without a figure keeps its room, as on an axis of time.
    rows = [row for row in drawn if min(known) <= row.period <= max(known)]
    order = [short(row.period) for row in rows]
    base = alt.Chart(_data(item, rows)).properties(width=canvas.width, height=canvas.height)
    axis = alt.Axis(labelAngle=0, labelOverlap=True)
    scale = alt.Scale(domain=order)
    x = alt.X("short:N", sort=order, title=None, axis=axis, scale=scale)
    y = alt.Y("value:Q", title=canvas.lines_upwards(unit_of(item)), scale=alt.Scale(zero=True))
    bars = base.mark_bar(color=BLUE, width=alt.RelativeBandSize(0.6))
    layers: list[alt.Chart] = [bars.encode(x=x, y=y)]
    if stand_apart(item, rows, canvas):
        above = base.transform_filter("isValid(datum.value)")
        text = above.mark_text(dy=-9, color="#0b0c0c", baseline="bottom")
        layers.append(text.encode(x=x, y=y, text="printed:N"))
    return canvas.fitted(alt.LayerChart(layer=layers))


def _data(item: FiguresDocument, rows: list[FiguresRow]) -> alt.InlineData:
    return alt.InlineData(values=[_datum(item, row, _scale(item)) for row in rows])


def _scale(item: FiguresDocument) -> int:
    return 60 if item.unit == "seconds" else 1


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
