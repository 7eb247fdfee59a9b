"""What a chart draws of an item's rows."""

import json
from typing import Any

import pytest

from oversight_reporting.charts import specification_of


def row(month: int, label: str, value: int) -> dict[str, Any]:
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


def drawn(chart: str, *groups: str, **other: Any) -> set[str]:
    """The labels in the chart of an item of two months."""
    rows = [row(month, label, month) for month in (1, 2) for label in ("All", *groups)]
    item = {"chart": chart, "every": "month", "by": "group", "measure": "count", "unit": "things"}
    specification = json.loads(specification_of({**item, "rows": rows, **other}) or "{}")
    return {each["label"] for data in specification["datasets"].values() for each in data}


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


def test_a_whole_period_is_drawn_by_group() -> None:
    assert drawn("bar", *"ABCDEFGH", every=None) == set("ABCDEFGH")
