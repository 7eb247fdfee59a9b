"""Lines over time: true to its length, parted where a piece has no figure, few records marked."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import altair as alt

from oversight_reporting.model.item_document import FiguresDocument
from oversight_reporting.model.row_document import FiguresRow
from oversight_reporting.render.chart_axes import (
    BLUE,
    COLOURS,
    LETTER,
    TEXT,
    WIDE,
    Canvas,
    at,
    caption,
    time_axis,
    unit_of,
)
from oversight_reporting.render.few_records import CENTRE, LEGEND, rests_on_few
from oversight_reporting.render.table import with_unit


def stand_apart(item: FiguresDocument, rows: Sequence[FiguresRow], canvas: Canvas = WIDE) -> bool:
    """True where the figures of rows can be written side by side above their points."""
    known = [row for row in rows if row.value is not None]
    longest = max(len(with_unit(item, row)) for row in known)
    return (longest + 2) * TEXT * LETTER * len(known) <= canvas.plot


def line_chart(
    item: FiguresDocument, drawn: Sequence[FiguresRow], canvas: Canvas = WIDE
) -> alt.LayerChart:
    """The lines of ``drawn`` rows: one, or one for each group that has a figure."""
    labels = list(dict.fromkeys(row.label for row in drawn if row.value is not None))
    known = [row.period for row in drawn if row.value is not None]
    kept = [row for row in drawn if row.label in labels and min(known) <= row.period <= max(known)]
    data = alt.InlineData(values=[each for label in labels for each in _course(item, kept, label)])
    base = alt.Chart(data).properties(width=canvas.width, height=canvas.height)
    x = time_axis(row.period for row in kept)
    y = alt.Y("value:Q", title=canvas.lines_upwards(unit_of(item)), scale=alt.Scale(zero=True))
    figures = base.transform_filter("isValid(datum.value)")
    groups = labels if any(row.breakdown for row in kept) else []
    layers = [_lines(base, x, y, groups, canvas)]
    few = any(rests_on_few(item, row) for row in kept)
    if few:
        centres = figures.transform_filter("datum.few")
        layers.append(centres.mark_point(**CENTRE).encode(x=x, y=y))
    if len(labels) == 1 and stand_apart(item, kept, canvas):
        above = figures.mark_text(dy=-9, color="#0b0c0c", baseline="bottom")
        layers.append(above.encode(x=x, y=y, text="printed:N"))
    chart = alt.LayerChart(layer=layers)
    return canvas.fitted(chart.properties(title=caption(*canvas.wrapped(LEGEND))) if few else chart)


def _lines(base: alt.Chart, x: alt.X, y: alt.Y, groups: list[str], canvas: Canvas) -> alt.Chart:
    if not groups:
        point = alt.OverlayMarkDef(color=BLUE, size=50)
        line: alt.Chart = base.mark_line(color=BLUE, point=point)
        return line.encode(x=x, y=y)
    # Shape and dash as well as colour: not everyone tells colours apart, nor does every printer.
    # One beneath the other: beside the lines nothing is left of a telephone.
    beneath = alt.Legend(orient="bottom", columns=1, labelLimit=canvas.width - 40)
    legend: dict[str, Any] = {"legend": beneath} if canvas.slim else {}
    colours = alt.Scale(domain=groups, range=COLOURS[: len(groups)])
    domain = alt.Scale(domain=groups)
    lines: alt.Chart = base.mark_line(point=alt.OverlayMarkDef(filled=True, size=60))
    return lines.encode(
        x=x,
        y=y,
        # One legend for the three: they have to share their domain to the letter.
        color=alt.Color("label:N", title=None, scale=colours, **legend),
        strokeDash=alt.StrokeDash("label:N", title=None, scale=domain, **legend),
        shape=alt.Shape("label:N", title=None, scale=domain, **legend),
    )


def _course(
    item: FiguresDocument, rows: Sequence[FiguresRow], label: str
) -> Iterator[dict[str, Any]]:
    """The points of one line in order, and one without a value wherever it is parted."""
    mine = sorted((row for row in rows if row.label == label), key=lambda row: row.start)
    for row, following in pairwise([*mine, None]):
        assert row is not None
        yield _point(item, row)
        if following is not None and row.end < following.start:
            # Pieces that are not listed are no figures either.
            yield {"label": label, "at": at(row.end), "value": None}


def _point(item: FiguresDocument, row: FiguresRow) -> dict[str, Any]:
    point: dict[str, Any] = {"label": row.label, "at": at(row.start), "value": None}
    if row.value is None:
        return point
    scale = 60 if item.unit == "seconds" else 1
    few = rests_on_few(item, row)
    return point | {"value": row.value / scale, "printed": with_unit(item, row), "few": few}
