"""What a chart draws of an item's rows."""

import json
from itertools import pairwise
from typing import Any

import pytest
from tests.unit.reporting.documents import figures_of

from oversight_reporting.model.item_document import FiguresDocument
from oversight_reporting.render.charts import described, specification_of


def row(month: int, label: str, value: int | None) -> dict[str, Any]:
    return {
        "from": f"2020-{month:02}-01",
        "to": f"2020-{month + 1:02}-01",
        "label": label,
        "breakdown": {} if label == "All" else {"group": label},
        "value": value,
        "printed": str(value),
        "lower": None,
        "upper": None,
    }


def item(rows: list[dict[str, Any]], **other: Any) -> FiguresDocument:
    said = {"chart": "line", "every": "month", "by": "group", "measure": "count", "unit": "things"}
    return figures_of(rows, **{**said, **other})


def marks(specification: dict[str, Any]) -> list[dict[str, Any]]:
    return [value for values in specification["datasets"].values() for value in values]


def drawn(chart: str, *groups: str, **other: Any) -> set[str]:
    """The labels in the chart of an item of two months."""
    rows = [row(month, label, month) for month in (1, 2) for label in ("All", *groups)]
    specification = json.loads(specification_of(item(rows, chart=chart, **other)) or "{}")
    return {each["label"] for each in marks(specification)}


@pytest.mark.parametrize(
    ("chart", "groups", "labels"),
    [
        # A line for each group, as far as lines can be told apart in black and white.
        ("line", ("Black", "White"), {"Black", "White"}),
        ("line", tuple("ABCDEFGH"), {"All"}),
        ("bar", ("Black", "White"), {"All"}),
        ("line", (), {"All"}),
    ],
)
def test_pieces_are_drawn_by_group_where_they_can_be_told_apart(
    chart: str, groups: tuple[str, ...], labels: set[str]
) -> None:
    assert drawn(chart, *groups) == labels


def test_the_line_of_one_group_says_whose_it_is() -> None:
    rows = [row(month, label, month) for month in (1, 2) for label in ("All", "Black")]
    assert '"domain": ["Black"]' in json.dumps(json.loads(specification_of(item(rows)) or ""))


def test_no_line_is_drawn_through_a_piece_without_a_figure() -> None:
    rows = [row(1, "Black", 3), row(2, "Black", None), row(3, "Black", 4)]
    rows += [row(month, "White", 9) for month in (1, 2, 3)] + [row(4, "White", None)]
    found = marks(json.loads(specification_of(item(rows)) or ""))
    assert [each["value"] for each in found if each["label"] == "Black"] == [3, None, 4]
    # What no group has a figure for makes no room for itself.
    assert [each["value"] for each in found if each["label"] == "White"] == [9, 9, 9]


def test_totals_are_drawn_where_no_group_has_a_figure() -> None:
    rows = [row(month, "All", month) for month in (1, 2)] + [row(1, "Black", None)]
    found = marks(json.loads(specification_of(item(rows)) or ""))
    assert {each["label"] for each in found} == {"All"}


def test_a_whole_period_is_drawn_by_group() -> None:
    assert drawn("bar", *"ABCDEFGH", every=None) == set("ABCDEFGH")


def chart(rows: list[dict[str, Any]], **other: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(specification_of(item(rows, by="", **other)) or "{}")
    return found


def days_between(points: list[dict[str, Any]]) -> list[int]:
    times = [each["at"] // 86_400_000 for each in points]
    return [later - earlier for earlier, later in pairwise(times)]


def test_time_is_drawn_true_to_its_length_and_a_gap_parts_the_line() -> None:
    """Also where the pieces without a figure are not listed: a line joined would pass for one."""
    rows = [row(1, "All", 900), row(2, "All", 950), row(5, "All", 1_000), row(6, "All", 990)]
    found = chart(rows)
    points = marks(found)
    assert [each["value"] for each in points] == [900, 950, None, 1_000, 990]
    # January, February, a gap from March on, May, June.
    assert days_between(points) == [31, 29, 61, 31]
    encoded = found["layer"][0]["encoding"]["x"]
    assert (encoded["type"], encoded["scale"]["type"]) == ("temporal", "utc")


def test_a_piece_without_a_figure_keeps_its_room() -> None:
    rows = [row(1, "All", 900), row(2, "All", None), row(3, "All", 1_000)]
    assert [each["value"] for each in marks(chart(rows))] == [900, None, 1_000]
    assert [each["value"] for each in marks(chart(rows, chart="bar"))] == [900, None, 1_000]


@pytest.mark.parametrize(
    ("measure", "said", "few"),
    [
        ("count", {"numerator": 28}, True),
        ("count", {"numerator": 30}, False),
        ("proportion", {"numerator": 2, "denominator": 400}, False),
        ("proportion", {"numerator": 20, "denominator": 29}, True),
        ("ratio", {"numerator": 20, "denominator": 290}, True),
        ("rate", {"numerator": 900, "denominator": 12}, False),
        ("count", {"numerator": 900, "covers": "part"}, True),
        ("count", {"numerator": 900, "running": True}, True),
        ("stock", {"numerator": 3}, False),
    ],
)
def test_points_that_rest_on_few_records_are_marked_and_the_legend_says_so(
    measure: str, said: dict[str, Any], few: bool
) -> None:
    rows = [{**row(1, "All", 900), "numerator": 900, "denominator": 1_000}]
    rows += [{**row(2, "All", 28), **said}]
    found = chart(rows, measure=measure)
    assert [each["few"] for each in marks(found)] == [False, few]
    legend = str(found.get("title", {}).get("text", ""))
    assert ("fewer than 30 records" in legend) == few


def test_the_words_of_a_chart_say_which_are_marked() -> None:
    rows = [{**row(1, "All", 900), "numerator": 900}, {**row(2, "All", 28), "numerator": 28}]
    words = described("<svg>", item(rows, by=""), "figure")
    assert "31 January 2020: 900;" in words
    assert "29 February 2020: 28 (white centre)" in words


def test_a_control_chart_is_true_to_time_too() -> None:
    point: dict[str, Any] = {
        name: None for name in ("segment", "centre", "lower_limit", "upper_limit")
    }
    point |= {"special_cause": None, "variation": None, "in_limits": True, "target": None}
    rows = [{**row(month, "All", 900), "process": point} for month in (1, 2, 4)]
    rows.insert(2, {**row(3, "All", None), "process": point})
    found = chart(rows, chart="xmr")
    points = sorted(marks(found), key=lambda each: int(each["at"]))
    assert [each["value"] for each in points] == [900, 900, None, 900]
    assert days_between(points) == [31, 29, 31]


def test_a_control_chart_marks_points_that_rest_on_few_records_as_lines_do() -> None:
    point: dict[str, Any] = {
        name: None for name in ("segment", "centre", "lower_limit", "upper_limit")
    }
    point |= {"special_cause": None, "variation": None, "in_limits": True, "target": None}
    rows = [{**row(month, "All", 900), "numerator": 900, "process": point} for month in (1, 2)]
    assert "white centre" not in json.dumps(chart(rows, chart="xmr")).lower()
    rows[1] |= {"value": 28, "numerator": 28, "printed": "28"}
    found = chart(rows, chart="xmr")
    assert [each["few"] for each in marks(found)] == [False, True]
    centres = [each for each in found["vconcat"][0]["layer"] if each["mark"].get("size") == 14]
    assert [each["transform"] for each in centres] == [[{"filter": "datum.few"}]]
    assert "fewer than 30 records" in str(found["title"]["text"])
    assert "empty mark" not in str(found["title"]["text"])
    words = described("<svg>", item(rows, by="", chart="xmr"), "figure")
    assert "29 February 2020: 28 (white centre)" in words
    rows[0] |= {"process": {**point, "in_limits": False}}
    assert "empty mark" in str(chart(rows, chart="xmr")["title"]["text"])
