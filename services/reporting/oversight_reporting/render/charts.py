"""Charts of an item's rows as SVG, with their words for those who do not see them."""

import html
from typing import Any

import altair as alt

from oversight_reporting.formatting import period_in_words
from oversight_reporting.model.item_document import FiguresDocument
from oversight_reporting.model.row_document import FiguresRow
from oversight_reporting.render.chart_axes import short, unit_of
from oversight_reporting.render.control_charts import process_chart
from oversight_reporting.render.table import with_unit

BLUE = "#1d5f9e"
# Okabe and Ito (2008), the darker ones first.
COLOURS = ["#0072B2", "#D55E00", "#009E73", "#000000", "#CC79A7", "#8a6d00", "#56B4E9"]
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
WIDTH, HEIGHT, BAR, TEXT = 620, 240, 30, 12
# To the right for the last bar's figure, in a font that is wider than the one measured here.
ROOM = {"left": 5, "top": 5, "right": 40, "bottom": 5}


def specification_of(item: FiguresDocument) -> str | None:
    """The chart of an item in Vega-Lite; None where nothing is asked for or known."""
    drawn = [row for row in item.rows if _drawn(item, row)]
    rows = [row for row in drawn if row.value is not None]
    if item.chart == "none" or not rows:
        return None
    if item.chart == "xmr":
        chart: alt.TopLevelMixin = process_chart(item, rows)
    elif not item.every:
        chart = _by_group(item, rows)
    else:
        groups = any(row.breakdown for row in rows)
        chart = _groups_by_period(item, drawn) if groups else _by_period(item, rows)
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
    words = "; ".join(
        f"{_named(item, row)}: {with_unit(item, row)}" for row in item.rows if _drawn(item, row)
    )
    labelled = f'<svg role="img" aria-labelledby="{name}-title {name}-words"'
    title = f'<title id="{name}-title">{html.escape(item.title)}</title>'
    description = f'<desc id="{name}-words">{html.escape(words)}</desc>'
    opening, _, rest = svg.partition(">")
    return f"{opening.replace('<svg', labelled, 1)}>{title}{description}{rest}"


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


def _by_period(item: FiguresDocument, rows: list[FiguresRow]) -> alt.LayerChart:
    order = [short(row.period) for row in rows]
    base = alt.Chart(_data(item, rows)).properties(width=WIDTH, height=HEIGHT)
    x = alt.X("short:N", sort=order, title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True))
    y = alt.Y("value:Q", title=unit_of(item), scale=alt.Scale(zero=True))
    if item.chart == "bar":
        marks = base.mark_bar(color=BLUE, width=alt.RelativeBandSize(0.6))
    else:
        marks = base.mark_line(color=BLUE, point=alt.OverlayMarkDef(color=BLUE, size=45))
    layers: list[alt.Chart] = [marks.encode(x=x, y=y)]
    if len(rows) <= 14:
        above = base.mark_text(dy=-9, color="#0b0c0c", baseline="bottom")
        layers.append(above.encode(x=x, y=y, text="printed:N"))
    return alt.LayerChart(layer=layers)


def _groups_by_period(item: FiguresDocument, drawn: list[FiguresRow]) -> alt.LayerChart:
    rows = [row for row in drawn if row.value is not None]
    order = list(dict.fromkeys(short(each) for each in sorted(row.period for row in rows)))
    labels = list(dict.fromkeys(row.label for row in rows))
    # A piece without a figure parts its group's line: joined, it would pass for one.
    parted = [row for row in drawn if row.label in labels and short(row.period) in order]
    base = alt.Chart(_data(item, parted)).properties(width=WIDTH, height=HEIGHT)
    x = alt.X("short:N", sort=order, title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True))
    y = alt.Y("value:Q", title=unit_of(item), scale=alt.Scale(zero=True))
    # Shape and dash as well as colour: not everyone tells colours apart, nor does every printer.
    lines = base.mark_line(point=alt.OverlayMarkDef(filled=True, size=50)).encode(
        x=x,
        y=y,
        # One legend for the three: they have to share their domain to the letter.
        color=alt.Color(
            "label:N", title=None, scale=alt.Scale(domain=labels, range=COLOURS[: len(labels)])
        ),
        strokeDash=alt.StrokeDash("label:N", title=None, scale=alt.Scale(domain=labels)),
        shape=alt.Shape("label:N", title=None, scale=alt.Scale(domain=labels)),
    )
    return alt.LayerChart(layer=[lines])


def _data(item: FiguresDocument, rows: list[FiguresRow]) -> alt.InlineData:
    scale = 60 if item.unit == "seconds" else 1
    return alt.InlineData(values=[_datum(item, row, scale) for row in rows])


def _datum(item: FiguresDocument, row: FiguresRow, scale: int) -> dict[str, Any]:
    datum: dict[str, Any] = {"label": row.label, "short": short(row.period), "value": None}
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
