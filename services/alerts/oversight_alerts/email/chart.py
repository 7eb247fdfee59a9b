"""The chart of an e-mail: a figure by time, with its limit and what is usual, as a PNG.

Drawn by Vega, which works out no figure; a picture alone may show what is told beside it in words.
"""

import json
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

# Read on a telephone, where it is shrunk to 340 pixels, and in a window, where it is 520 wide.
WIDTH, HEIGHT, SCALE = 400, 190, 2
INK, GREY, LIMIT, USUAL = "#1a1a1a", "#505a5f", "#8b0f14", "#1d4f91"


@dataclass(frozen=True)
class ChartPoint:
    """One bucket: the day it begins, as ISO, and its value, None where there is no figure."""

    day: str
    value: float | None


@dataclass(frozen=True)
class ChartLine:
    """A level, and what is written at it."""

    value: float
    words: str
    colour: str = LIMIT
    dash: tuple[int, ...] = (6, 4)


@dataclass(frozen=True)
class Chart:
    """A figure by time. ``began`` is the day in which what is told of most likely began."""

    points: Sequence[ChartPoint]
    lines: Sequence[ChartLine]
    unit: str
    began: str | None = None


def draw_chart(chart: Chart) -> bytes:
    """The chart as a PNG. Raises ``ValueError`` where it cannot be drawn."""
    # Only here: alerts holds 60 MB more once it has drawn one, and most days there is none.
    import vl_convert

    drawn: bytes = vl_convert.vegalite_to_png(json.dumps(specification(chart)), scale=SCALE)
    return _packed(drawn)


def specification(chart: Chart) -> dict[str, Any]:
    """The chart in Vega-Lite."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": WIDTH,
        "height": HEIGHT,
        "background": "white",
        "padding": {"left": 4, "right": 12, "top": 8, "bottom": 4},
        "layer": [*_began(chart), _figure(chart), *_lines(chart), _last(chart)],
        "config": {
            "font": "Liberation Sans, Arial, sans-serif",
            "view": {"stroke": None},
            "axis": {"labelFontSize": 14, "labelColor": INK, "titleFontSize": 14},
        },
    }


def _figure(chart: Chart) -> dict[str, Any]:
    return {
        "data": {"values": _values(chart)},
        "mark": {
            "type": "line",
            "color": INK,
            "strokeWidth": 2,
            "invalid": "break-paths-show-domains",
        },
        "encoding": {
            "x": {
                "field": "day",
                "type": "temporal",
                "axis": {
                    "title": None,
                    "grid": False,
                    "labelOverlap": True,
                    "tickCount": 5,
                    "format": "%-d %b",
                },
            },
            "y": _y(chart),
        },
    }


def _y(chart: Chart) -> dict[str, Any]:
    axis = {"title": None, "tickCount": 4, "gridColor": "#e4e6ea"}
    if chart.unit == "%":
        axis["labelExpr"] = "datum.label + '%'"
    return {"field": "value", "type": "quantitative", "scale": {"zero": False}, "axis": axis}


def _values(chart: Chart) -> list[dict[str, Any]]:
    return [{"day": f"{each.day}T12:00", "value": each.value} for each in chart.points]


def _last(chart: Chart) -> dict[str, Any]:
    known = [each for each in _values(chart) if each["value"] is not None]
    return {
        "data": {"values": known[-1:]},
        "mark": {"type": "point", "filled": True, "size": 90, "color": INK, "opacity": 1},
        "encoding": {
            "x": {"field": "day", "type": "temporal"},
            "y": {"field": "value", "type": "quantitative"},
        },
    }


def _lines(chart: Chart) -> Iterator[dict[str, Any]]:
    lowest = min((each.value for each in chart.lines), default=0)
    for each in chart.lines:
        datum = {"y": {"datum": each.value, "type": "quantitative"}}
        rule = {"type": "rule", "color": each.colour, "strokeWidth": 2, "strokeDash": each.dash}
        # Above its line, or below where another may be above: the lines do not cross.
        below = len(chart.lines) > 1 and each.value == lowest
        words = {
            **{"type": "text", "text": each.words, "color": each.colour, "fontSize": 14},
            **{"align": "left", "x": 4, "fontWeight": "bold"},
            **{"dy": 11 if below else -9},
        }
        halo = {**words, "stroke": "white", "strokeWidth": 4, "strokeJoin": "round"}
        for mark in (rule, halo, words):
            yield {"data": {"values": [{}]}, "mark": mark, "encoding": datum}


def _began(chart: Chart) -> Iterator[dict[str, Any]]:
    """The time since it began, shaded."""
    if chart.began is None or not chart.points:
        return
    span = {"from": f"{chart.began}T12:00", "to": f"{chart.points[-1].day}T12:00"}
    yield {
        "data": {"values": [span]},
        "mark": {"type": "rect", "color": "#f7e3e4"},
        "encoding": {
            "x": {"field": "from", "type": "temporal"},
            "x2": {"field": "to"},
        },
    }


def _packed(png: bytes) -> bytes:
    """The same picture in fewer bytes: the renderer hardly packs its rows."""
    head, rest = png[:8], png[8:]
    kept, rows = [], b""
    while rest:
        (size,) = struct.unpack(">I", rest[:4])
        kind, chunk, rest = rest[4:8], rest[8 : 8 + size], rest[12 + size :]
        if kind == b"IDAT":
            rows += chunk
        else:
            kept.append((kind, chunk))
    packed = (b"IDAT", zlib.compress(zlib.decompress(rows), 9))
    return head + b"".join(_chunk(*each) for each in (*kept[:-1], packed, kept[-1]))


def _chunk(kind: bytes, content: bytes) -> bytes:
    return (
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
    )
