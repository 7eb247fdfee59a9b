"""Charts of an item's rows as SVG, with their words for those who do not see them."""

import asyncio
import html
from collections import OrderedDict
from collections.abc import Mapping
from concurrent.futures import Executor
from typing import Any

import altair as alt
import vl_convert

from oversight_measures.periods import Period
from oversight_reporting.cells import row_period, with_unit
from oversight_reporting.printing import period_in_words

Item = Mapping[str, Any]
Row = Mapping[str, Any]

BLUE = "#1d5f9e"
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
WIDTH, HEIGHT, BAR = 560, 220, 26
KEPT_CHARTS = 256


class Charts:
    """Draws in ``executor``, so that the event loop goes on; keeps what it drew."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self._drawn: OrderedDict[str, str] = OrderedDict()

    async def draw(self, item: Item, name: str) -> str | None:
        """The SVG element of an item, None where there is nothing to draw.

        ``name`` is unique in the page: the words are tied to the picture by it.
        """
        specification = specification_of(item)
        if specification is None:
            return None
        if specification not in self._drawn:
            loop = asyncio.get_running_loop()
            svg = await loop.run_in_executor(self._executor, _draw, specification)
            self._drawn[specification] = svg
            if len(self._drawn) > KEPT_CHARTS:
                self._drawn.popitem(last=False)
        return described(self._drawn[specification], item, name)


def specification_of(item: Item) -> str | None:
    """The chart of an item in Vega-Lite; None where nothing is asked for or known."""
    rows = [row for row in item["rows"] if row["value"] is not None and _drawn(item, row)]
    if item["chart"] == "none" or not rows:
        return None
    chart = _by_period(item, rows) if item["every"] else _by_group(item, rows)
    return str(chart.configure(font=FONT).configure_view(stroke=None).to_json())


def described(svg: str, item: Item, name: str) -> str:
    """The SVG as an image with a title and a description."""
    words = "; ".join(
        f"{row['label'] if not item['every'] else period_in_words(row_period(row))}: "
        f"{with_unit(item, row)}"
        for row in item["rows"]
        if _drawn(item, row)
    )
    labelled = f'<svg role="img" aria-labelledby="{name}-title {name}-words"'
    title = f'<title id="{name}-title">{html.escape(item["title"])}</title>'
    description = f'<desc id="{name}-words">{html.escape(words)}</desc>'
    opening, _, rest = svg.partition(">")
    return f"{opening.replace('<svg', labelled, 1)}>{title}{description}{rest}"


def _drawn(item: Item, row: Row) -> bool:
    """Pieces show their totals; a whole period shows its groups."""
    return not row["breakdown"] if item["every"] else bool(row["breakdown"])


def _by_group(item: Item, rows: list[Row]) -> alt.LayerChart:
    order = [row["label"] for row in rows]
    base = alt.Chart(_data(item, rows)).properties(width=WIDTH, height=BAR * len(rows))
    y = alt.Y("label:N", sort=order, title=None, axis=alt.Axis(labelLimit=240, ticks=False))
    x = alt.X("value:Q", title=_axis(item), scale=alt.Scale(zero=True))
    layers: list[alt.Chart] = [
        base.mark_bar(color=BLUE, height=16).encode(x=x, y=y),
        base.mark_text(align="left", dx=5, color="#0b0c0c").encode(
            x=alt.X("end:Q"), y=y, text="printed:N"
        ),
    ]
    if any(row["upper"] is not None for row in rows):
        spans = base.mark_rule(color="#0b0c0c", strokeWidth=2)
        layers.insert(1, spans.encode(x=alt.X("lower:Q"), x2="upper:Q", y=y))
    return alt.LayerChart(layer=layers)


def _by_period(item: Item, rows: list[Row]) -> alt.LayerChart:
    order = [_short(row_period(row)) for row in rows]
    base = alt.Chart(_data(item, rows)).properties(width=WIDTH, height=HEIGHT)
    x = alt.X("short:N", sort=order, title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True))
    y = alt.Y("value:Q", title=_axis(item), scale=alt.Scale(zero=True))
    if item["chart"] == "bar":
        marks = base.mark_bar(color=BLUE)
    else:
        marks = base.mark_line(color=BLUE, point=alt.OverlayMarkDef(color=BLUE, size=45))
    layers: list[alt.Chart] = [marks.encode(x=x, y=y)]
    if len(rows) <= 14:
        above = base.mark_text(dy=-9, color="#0b0c0c", baseline="bottom")
        layers.append(above.encode(x=x, y=y, text="printed:N"))
    return alt.LayerChart(layer=layers)


def _data(item: Item, rows: list[Row]) -> alt.InlineData:
    scale = 60 if item["unit"] == "seconds" else 1
    return alt.InlineData(values=[_datum(item, row, scale) for row in rows])


def _datum(item: Item, row: Row, scale: int) -> dict[str, Any]:
    value, upper = row["value"] / scale, row["upper"]
    return {
        "label": row["label"],
        "short": _short(row_period(row)),
        "value": value,
        "printed": with_unit(item, row),
        "lower": row["lower"],
        "upper": upper,
        "end": max(value, upper if upper is not None else value),
    }


def _axis(item: Item) -> str:
    unit = str(item["unit"])
    return "minutes" if unit == "seconds" else unit


def _short(period: Period) -> str:
    start = period.start
    if period.days == 1 or 6 <= period.days <= 8:
        return f"{start.day} {start:%b %y}"
    if period.days <= 31:
        return f"{start:%b %Y}"
    return f"{start:%b %Y} on"


def _draw(specification: str) -> str:
    return str(vl_convert.vegalite_to_svg(specification))
