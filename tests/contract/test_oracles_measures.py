"""The arithmetic against results that R and the source documents give."""

import csv
import json
import os
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from oversight_measures.estimates.changes import percentage_change
from oversight_measures.estimates.disparity import log_interval, rate_ratio, rate_ratio_interval
from oversight_measures.estimates.means import weighted_mean
from oversight_measures.estimates.quantiles import nearest_rank, share_within
from oversight_measures.estimates.rates import byar, exact_poisson, rate, rate_interval
from oversight_measures.intervals import Interval, clopper_pearson, wilson
from oversight_measures.milestones import PercentageOfBaseline, level
from oversight_measures.prints import Print, printed_as
from oversight_measures.rounding import round_half_up
from oversight_measures.significance import Method, compare_counts, exact_conditional_p

FOLDER = os.environ.get("OVERSIGHT_ORACLES", "")
pytestmark = [
    pytest.mark.oracle,
    pytest.mark.skipif(not FOLDER, reason="OVERSIGHT_ORACLES names no folder"),
]

# Printed as 98, 80 and 67: this report cut whole-number percentages off instead of rounding.
TRUNCATED_IN_PRINT = {"Incidents recorded correctly", "No crime robbery", "No crime violent"}
# What the file also has and this project does not use: the difference that log-risk intervals make
# is no difference for events over residents, and quantiles that interpolate print what nobody took.
UNUSED = {
    "rate_ratios": {"log_risk_lo", "log_risk_hi"},
    "quantiles": {"type6", "type7", "type8"},
}
USED = {
    "poisson_counts": {"x", "conf", "exact_lo", "exact_hi", "byar_lo", "byar_hi"},
    "rate_ratios": {
        *("a", "n1", "b", "n0", "conf", "rate1_per1000", "rate0_per1000", "ratio"),
        *("log_rate_lo", "log_rate_hi", "exact_lo", "exact_hi", "exact_p"),
    },
    "proportions": {"x", "n", "wilson_lo", "wilson_hi", "cp_lo", "cp_hi"},
    "quantiles": {"values", "probs", "type1_inverse_ecdf", "pct_within_900"},
}
Entry = dict[str, Any]


def results(kind: str) -> list[Entry]:
    text = (Path(FOLDER) / "intervals_and_quantiles.json").read_text(encoding="utf-8")
    entries: list[Entry] = json.loads(text)[kind]
    assert entries
    return entries


def rows(name: str) -> list[dict[str, str]]:
    with (Path(FOLDER) / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def approximately(*bounds: float | None) -> tuple[Any, ...]:
    return tuple(None if b is None else pytest.approx(b, rel=1e-9, abs=1e-12) for b in bounds)


def bounds(interval: Interval) -> tuple[float | None, float | None]:
    return interval.lower, interval.upper


def counted(values: int | list[int]) -> Counter[int]:
    # The file writes a list of one value as the value.
    return Counter(values if isinstance(values, list) else [values])


def test_every_column_is_held_to_or_said_not_to_be() -> None:
    for kind, used in USED.items():
        found = {column for entry in results(kind) for column in entry}
        assert found == used | UNUSED.get(kind, set())


def test_poisson_limits() -> None:
    for entry in results("poisson_counts"):
        x, confidence = entry["x"], entry["conf"]
        exact = approximately(entry["exact_lo"], entry["exact_hi"])
        approximate = approximately(entry["byar_lo"], entry["byar_hi"])
        assert exact_poisson(x, confidence) == exact, entry
        if x:
            assert byar(x, confidence) == approximate, entry
        stated = approximate if x >= 10 else exact
        assert bounds(rate_interval(x, 50_000, 50_000, confidence)) == stated, entry


def test_rate_ratios() -> None:
    for entry in results("rate_ratios"):
        a, n1, b, n0 = (entry[name] for name in ("a", "n1", "b", "n0"))
        ratio, logged = rate_ratio(a, n1, b, n0), min(a, b) >= 10
        assert rate(a, n1) == pytest.approx(entry["rate1_per1000"], rel=1e-12)
        assert rate(b, n0) == pytest.approx(entry["rate0_per1000"], rel=1e-12)
        assert (None if ratio is None else float(ratio)) == pytest.approx(entry["ratio"])
        by = "log_rate" if logged else "exact"
        expected = approximately(entry[f"{by}_lo"], entry[f"{by}_hi"])
        assert bounds(rate_ratio_interval(a, n1, b, n0, entry["conf"])) == expected, entry


def test_exact_rate_ratios_of_any_size() -> None:
    for entry in results("rate_ratios"):
        a, b, scale = entry["a"], entry["b"], entry["n0"] / entry["n1"]
        share = clopper_pearson(a, a + b, entry["conf"])
        odds = [None if p is None or p == 1 else p / (1 - p) * scale for p in bounds(share)]
        assert tuple(odds) == approximately(entry["exact_lo"], entry["exact_hi"]), entry


def test_exact_conditional_p_values() -> None:
    # Days stand for residents: the test knows only what the events are counted over.
    small = [entry for entry in results("rate_ratios") if min(entry["a"], entry["b"]) < 10]
    assert small
    for entry in small:
        now, before = (entry["a"], entry["n1"]), (entry["b"], entry["n0"])
        p = pytest.approx(entry["exact_p"], rel=1e-7, abs=1e-300)
        assert exact_conditional_p(now, before) == p, entry
        # Where either is large its cases are not independent, and the test is not made.
        both = max(entry["a"], entry["b"]) < 10
        found = compare_counts(now, before, None, confidence=entry["conf"])
        assert found.method is (Method.EXACT if both else Method.NONE)
        assert not both or found.p == p, entry


def test_log_intervals_below_ten_events() -> None:
    small = [e for e in results("rate_ratios") if 0 < min(e["a"], e["b"]) < 10]
    assert small
    for entry in small:
        ratio = rate_ratio(entry["a"], entry["n1"], entry["b"], entry["n0"])
        assert ratio is not None
        expected = approximately(entry["log_rate_lo"], entry["log_rate_hi"])
        assert bounds(log_interval(ratio, (entry["a"], entry["b"]), entry["conf"])) == expected, (
            entry
        )


def test_proportions() -> None:
    for entry in results("proportions"):
        x, n = entry["x"], entry["n"]
        assert bounds(wilson(x, n)) == approximately(entry["wilson_lo"], entry["wilson_hi"]), entry
        assert bounds(clopper_pearson(x, n)) == approximately(entry["cp_lo"], entry["cp_hi"]), entry


HALF_AND_NINE_TENTHS = (Fraction(1, 2), Fraction(9, 10))


def test_quantiles() -> None:
    for entry in results("quantiles"):
        counts = counted(entry["values"])
        shares = [Fraction(str(share)) for share in entry["probs"]]
        expected = entry["type1_inverse_ecdf"]
        assert [nearest_rank(counts, share) for share in shares] == expected
        assert [nearest_rank(counts, share) for share in HALF_AND_NINE_TENTHS] == expected[:2]
        within, total = share_within(counts, 900)
        assert within / total == pytest.approx(entry["pct_within_900"], rel=1e-12)


def printed_value(kind: str, a: int, b: int) -> Fraction | int | None:
    match kind:
        case "pct_change":
            return percentage_change(a, b)
        case "pct_of":
            return rate(a, b, per=100)
        case "rate_per_1000":
            return rate(a, b)
        case "diff":
            return a - b
        case "reduce_by_pct":
            return level(PercentageOfBaseline(a, "the year before"), {"the year before": b})
    raise AssertionError(f"unknown kind of printed figure: {kind}")


def test_printed_figures_round_half_up() -> None:
    printed = rows("printed_figures.csv")
    assert len(printed) == 82
    found: dict[Print, set[str]] = {how: set() for how in Print}
    for row in printed:
        value = printed_value(row["kind"], int(row["a"]), int(row["b"]))
        assert value is not None
        assert float(value) == pytest.approx(float(row["computed"]), abs=1e-6), row
        # 100 is printed for 100.0: held to the places that the file says, not to those it shows.
        printed_to = Decimal(row["printed"]).quantize(Decimal(1).scaleb(-int(row["dp"])))
        assert printed_to == Decimal(row["printed"]), row
        found[printed_as(value, printed_to)].add(row["figure"])
    assert found[Print.TRUNCATED] == TRUNCATED_IN_PRINT
    assert not found[Print.ROUNDED_UP] | found[Print.DIFFERENT]


@pytest.mark.parametrize(
    ("cases", "days", "national"),
    [
        ("n_finalised_outside_sch3", "mean_days_outside", 22),
        ("n_finalised_under_sch3", "mean_days_under_incl_suspension", 146),
        ("n_finalised_under_sch3", "mean_days_under_excl_suspension", 138),
    ],
)
def test_national_days_to_finalise_are_weighted_by_cases(
    cases: str, days: str, national: int
) -> None:
    *forces, total = rows("complaint_finalisation_by_force.csv")
    assert (len(forces), total["force"]) == (44, "TOTAL")
    assert sum(int(force[cases]) for force in forces) == int(total[cases])
    mean = weighted_mean((int(force[days]), int(force[cases])) for force in forces)
    assert mean is not None
    assert round_half_up(mean, 0) == national == int(total[days])
