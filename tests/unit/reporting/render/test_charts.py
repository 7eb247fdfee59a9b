"""What a chart draws of an item's rows."""

import json
from typing import Any

import pytest
from tests.unit.reporting.documents import figures_of

from oversight_reporting.model.item_document import FiguresDocument
from oversight_reporting.render.charts import specification_of


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
