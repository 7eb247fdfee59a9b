"""Process charts against what NHSRplotthedots and qicharts2 give for the same series."""

import json
import os
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from oversight_measures.control_charts.icons import Assurance, Variation, assurance, variation
from oversight_measures.control_charts.segments import Segment, Step
from oversight_measures.control_charts.share_charts import p_chart, p_prime
from oversight_measures.control_charts.special_causes import Cause
from oversight_measures.control_charts.xmr import xmr
from oversight_measures.polarity import Polarity

FOLDER = os.environ.get("OVERSIGHT_ORACLES", "")
pytestmark = [
    pytest.mark.oracle,
    pytest.mark.skipif(not FOLDER, reason="OVERSIGHT_ORACLES names no folder"),
]

Entry = dict[str, Any]
Chart = Callable[[list[tuple[date, tuple[int, int]]]], list[Segment]]
POLARITIES = {
    "increase": Polarity.HIGHER,
    "decrease": Polarity.LOWER,
    "neutral": Polarity.NEITHER,
}
CAUSES = {
    "Common Cause": Cause.COMMON,
    "Above UCL": Cause.ABOVE_LIMIT,
    "Below LCL": Cause.BELOW_LIMIT,
    "7 Point Trend (Increasing)": Cause.RISING,
    "7 Point Trend (Decreasing)": Cause.FALLING,
    "2 in 3 Above CL": Cause.NEAR_UPPER,
    "2 in 3 Below CL": Cause.NEAR_LOWER,
    "7 Points Above CL": Cause.ABOVE_CENTRE,
    "7 Points Below CL": Cause.BELOW_CENTRE,
}
VARIATIONS = {
    "common_cause": Variation.COMMON_CAUSE,
    "special_cause_improvement": Variation.IMPROVEMENT,
    "special_cause_concern": Variation.CONCERN,
    "special_cause_neutral_high": Variation.HIGH,
    "special_cause_neutral_low": Variation.LOW,
}
ASSURANCES = {
    None: None,
    "consistent_pass": Assurance.PASSES,
    "consistent_fail": Assurance.FAILS,
    "inconsistent": Assurance.HIT_AND_MISS,
}


def cases(name: str) -> dict[str, Entry]:
    text = (Path(FOLDER) / name).read_text(encoding="utf-8")
    entries: list[Entry] = json.loads(text, parse_float=Decimal)["cases"]
    return {entry["id"]: entry for entry in entries}


def making_data_count(constant: bool) -> list[Entry]:
    entries = cases("xmr_making_data_count.json").values()
    found = [entry for entry in entries if (len(set(entry["y"])) == 1) is constant]
    return [entry for entry in found if not any(each.jumps_alone for each in charted(entry))]


def charted(entry: Entry) -> list[Segment]:
    options = entry["options"]
    days = [date.fromisoformat(day) for day in entry["x"]]
    rebased = options["rebase_dates"]
    steps = [Step(date.fromisoformat(rebased), "as in the reference")] if rebased else []
    points = list(zip(days, entry["y"], strict=True))
    return xmr(points, steps, options["fix_after_n_points"], options["screen_outliers"])


def near(values: list[Any]) -> Any:
    return pytest.approx([float(value) for value in values], rel=1e-9, abs=1e-9)


def test_limits_and_causes_of_each_point() -> None:
    found = making_data_count(constant=False)
    assert len(found) == 87
    for entry in found:
        segments, expect = charted(entry), entry["expect"]
        limits = [limits for each in segments for limits in each.limits]
        values = [value for each in segments for value in each.values]
        pairs = list(zip(limits, values, strict=True))
        assert [float(each.centre) for each in limits] == near(expect["mean"]), entry["id"]
        assert [float(each.lower) for each in limits] == near(expect["lpl"]), entry["id"]
        assert [float(each.upper) for each in limits] == near(expect["upl"]), entry["id"]
        assert [bool(each.outside(y)) for each, y in pairs] == expect["outside_limits"]
        assert [each.near(y) for each, y in pairs] == expect["close_to_limits"]
        assert [each.side(y) for each, y in pairs] == expect["relative_to_mean"]
        causes = [CAUSES[name] for name in expect["special_cause_type"]]
        assert [cause for each in segments for cause in each.causes] == causes, entry["id"]


def test_groups_and_whether_they_have_enough_points() -> None:
    for entry in making_data_count(constant=False):
        segments, expect = charted(entry), entry["expect"]
        groups = [number for number, each in enumerate(segments) for _ in each.values]
        short = [not each.enough for each in segments for _ in each.values]
        assert groups == expect["rebase_group"], entry["id"]
        assert short == expect["short_group_warning"], entry["id"]


def test_icons() -> None:
    for entry in making_data_count(constant=False):
        segments, expect, target = charted(entry), entry["expect"], entry["options"]["target"]
        polarity = POLARITIES[entry["options"]["improvement_direction"]]
        kinds = [variation(cause, polarity) for each in segments for cause in each.causes]
        assert kinds == [VARIATIONS[name] for name in expect["point_type"]], entry["id"]
        if target is not None:
            found = assurance(segments[-1].limits[-1], target, polarity)
            assert found == ASSURANCES[expect["assurance"]], entry["id"]


def test_a_constant_series_has_limits_where_the_reference_has_none() -> None:
    """A deliberate difference: with screening, the reference leaves these limits undefined.

    It drops every moving range, none being below 3.267 times nothing, and so can never tell that a
    constant misses its target. Here, as in the reference without screening, they are the mean.
    """
    found = making_data_count(constant=True)
    assert len(found) == 6
    for entry in found:
        [segment], expect = charted(entry), entry["expect"]
        limits, screened = segment.limits[-1], entry["options"]["screen_outliers"]
        assert set(expect["lpl"]) == set(expect["upl"]) == {None if screened else 5}
        assert limits.lower == limits.centre == limits.upper == entry["y"][0] == 5
        assert [CAUSES[name] for name in expect["special_cause_type"]] == list(segment.causes)
        polarity = POLARITIES[entry["options"]["improvement_direction"]]
        stated = assurance(limits, entry["options"]["target"], polarity)
        assert stated == ASSURANCES[expect["assurance"]]


def test_jumps_are_kept_where_nothing_else_varies() -> None:
    """A deliberate difference: with screening, the reference drops the only jump there is.

    Its limits have no width then, and every point lies outside them. Here they are those that the
    reference has without screening.
    """
    entries = cases("xmr_making_data_count.json")
    found = [entry for entry in entries.values() if any(s.jumps_alone for s in charted(entry))]
    assert {entry["y"].count(entry["y"][0]) for entry in found} == {8}
    for entry in found:
        expect = entry["expect"]
        assert expect["lpl"] == expect["mean"] == expect["upl"]
        assert all(expect["outside_limits"])
        kept = {**entry, "options": {**entry["options"], "screen_outliers": False}}
        (own,), (plain,) = charted(entry), charted(kept)
        assert (own.limits, own.causes) == (plain.limits, plain.causes)


def qicharts(name: str) -> tuple[list[Entry], list[Decimal | int]]:
    rows = cases("control_charts.json")[f"{name}|screened"]["rows"]
    return rows, [row["y"] for row in rows]


@pytest.mark.parametrize(
    ("name", "freeze", "step"),
    [
        ("i_lakehuron", None, None),
        ("i_nile_freeze28", 28, None),
        ("i_nile_part28", None, 28),
    ],
)
def test_individual_charts_of_another_package(
    name: str, freeze: int | None, step: int | None
) -> None:
    """Its limits lie 3/1.128 moving ranges from the mean; NHS boards say 2.66, 0.02% more."""
    rows, values = qicharts(name)
    days = [date(1900, 1, 1) + timedelta(days=n) for n in range(len(rows))]
    steps = [Step(days[step], "as in the reference")] if step else []
    segments = xmr(list(zip(days, values, strict=True)), steps, freeze)
    limits = [limits for each in segments for limits in each.limits]
    reach = [float((each.upper - each.centre) / Fraction("2.66")) * 3 / 1.128 for each in limits]
    centres = [float(each.centre) for each in limits]
    assert centres == near([row["cl"] for row in rows])
    assert [c + r for c, r in zip(centres, reach, strict=True)] == near([r["ucl"] for r in rows])
    assert [c - r for c, r in zip(centres, reach, strict=True)] == near([r["lcl"] for r in rows])
    near_lines = [c + r * 2 / 3 for c, r in zip(centres, reach, strict=True)]
    assert near_lines == near([row["ucl.95"] for row in rows])


@pytest.mark.parametrize(("name", "chart"), [("pp_accidents", p_prime), ("p_accidents", p_chart)])
def test_charts_of_shares(name: str, chart: Chart) -> None:
    rows, _ = qicharts(name)
    days = [date(2000, 1, 1) + timedelta(days=n) for n in range(len(rows))]
    shares = [(row["y.sum"], row["n"]) for row in rows]
    [found] = chart(list(zip(days, shares, strict=True)))
    lines: dict[str, list[Fraction]] = {
        "cl": [each.centre for each in found.limits],
        "lcl": [each.lower for each in found.limits],
        "ucl": [each.upper for each in found.limits],
        "lcl.95": [each.near_lower for each in found.limits],
        "ucl.95": [each.near_upper for each in found.limits],
        "y": list(found.values),
    }
    for line, values in lines.items():
        assert [float(value) for value in values] == near([row[line] for row in rows]), line
    outside = [cause in (Cause.ABOVE_LIMIT, Cause.BELOW_LIMIT) for cause in found.causes]
    assert outside == [row["sigma.signal"] for row in rows]
