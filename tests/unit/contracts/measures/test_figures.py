from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_contracts.facts.facts import Total
from oversight_contracts.figures.figure import (
    NO_INTERVAL,
    Figure,
    not_stated,
    summed,
)
from oversight_contracts.measures.indicator import Indicator
from oversight_contracts.measures.registry import INDICATOR
from oversight_measures.estimates.rates import rate_interval
from oversight_measures.intervals import Interval, wilson

PEOPLE = {"kind": "stop-search", "at": "searched_at"}
COUNTS = st.integers(0, 10**6)
TOTALS = st.builds(
    Total, COUNTS, COUNTS, COUNTS, st.dictionaries(st.integers(0, 99), st.integers(1, 9))
)


@pytest.fixture(scope="module")
def shipped(definitions: Path) -> Catalogue:
    return load_catalogue(definitions)


def parts(found: Figure) -> tuple[object, ...]:
    return found.value, found.numerator, found.denominator


def indicator(measure: str, **more: Any) -> Indicator:
    about = {"id": "a.b", "title": "T", "description": "D", "unit": "%", "polarity": "neither"}
    return INDICATOR.validate_python(about | {"measure": measure} | more)


def proportion(counts: str | None, **more: Any) -> Indicator:
    pending = {"where": {"outcome": "absent"}, "means": "not known", "counts": counts}
    return indicator(
        "proportion",
        of=PEOPLE,
        hit={"outcome": "arrest"},
        pending=pending if counts else None,
        **more,
    )


DISPARITY = INDICATOR.validate_python(
    {
        "id": "a.b",
        "title": "T",
        "description": "D",
        "unit": "times",
        "polarity": "neither",
        "measure": "disparity",
        "counts": PEOPLE,
        "group": "ethnicity",
        "reference": "White",
        "breakdowns": ["ethnicity"],
    }
)
RESIDENTS = {"White": 1_919_138, "Black": 164_069, "Asian": 514_981}


def groups(totals: dict[str, Total], residents: dict[str, int]) -> Any:
    return DISPARITY.figures_of_groups(totals, residents)


def test_a_count_is_itself() -> None:
    found = indicator("count", counts=PEOPLE).figure(Total(n=7))
    assert parts(found) == (7, 7, None)
    assert found.interval == NO_INTERVAL


def test_what_is_left_out_is_in_no_share() -> None:
    found = proportion("left-out").figure(Total(n=30, of=40, pending=60))
    assert parts(found) == (75, 30, 40)
    assert (found.pending, found.pending_share) == (60, Fraction(60, 100))
    share = wilson(30, 40)
    assert share.lower is not None
    assert found.interval.lower == share.lower * 100


def test_what_counts_as_a_miss_is_in_the_denominator() -> None:
    found = proportion("as-miss").figure(Total(n=30, of=40, pending=60))
    assert parts(found) == (30, 30, 100)
    assert (found.pending, found.pending_share) == (60, Fraction(60, 100))


def test_a_proportion_without_pending_is_plain() -> None:
    found = proportion(None).figure(Total(n=1, of=3))
    assert parts(found) == (Fraction(100, 3), 1, 3)
    assert (found.pending, found.pending_share) == (0, Fraction(0))


def test_a_proportion_can_be_a_share_of_one() -> None:
    found = proportion(None, unit="share").figure(Total(n=1, of=4))
    assert found.value == Fraction(1, 4)
    assert found.interval.upper == wilson(1, 4).upper


@pytest.mark.parametrize("counts", ["left-out", "as-miss"])
def test_a_proportion_of_nothing_has_no_value(counts: str) -> None:
    found = proportion(counts).figure(Total())
    assert (found.value, found.pending_share, found.interval) == (None, None, NO_INTERVAL)


@given(TOTALS)
def test_a_proportion_lies_within_its_interval(total: Total) -> None:
    total.of = max(total.of, total.n)
    found = proportion("as-miss").figure(total)
    if found.value is not None:
        assert found.interval.lower is not None
        assert found.interval.upper is not None
        near = 1e-9
        assert found.interval.lower - near <= found.value <= found.interval.upper + near


def duration() -> Indicator:
    return indicator(
        "duration", of=PEOPLE, counted_in="seconds", **{"from": "searched_at", "to": "searched_at"}
    )


def test_a_duration_has_median_percentile_and_those_that_never_ended() -> None:
    values = {60: 5, 120: 4, 600: 1}
    found = duration().figure(Total(n=10, of=20, pending=4, values=values))
    assert parts(found) == (60, 10, 20)
    assert found.details == {
        "percentile_90": 120,
        "percentile_90_lower": 120,
        "percentile_90_upper": None,
        "never": 6,
        "never_share": Fraction(6, 16),
    }
    # Of ten the second and the ninth: fewer are as far out with 2.1% (Conover).
    assert found.interval == Interval(60, 120)
    assert (found.pending, found.pending_share) == (4, Fraction(4, 20))


def test_a_duration_of_nothing_has_no_value() -> None:
    found = duration().figure(Total())
    assert (found.value, found.pending_share) == (None, None)
    assert set(found.details.values()) == {None, 0}
    assert found.interval == Interval(None, None)


def test_a_duration_all_of_which_runs_still_has_no_share_that_never_ended() -> None:
    found = duration().figure(Total(of=3, pending=3))
    assert (found.value, found.details["never_share"]) == (None, None)
    assert found.pending_share == 1


def test_a_rate_is_over_residents() -> None:
    found = indicator("rate", counts=PEOPLE, per=1000).figure(Total(n=50), residents=10_000)
    assert parts(found) == (5, 50, 10_000)
    assert found.interval == rate_interval(50, 10_000, 1000)


@pytest.mark.parametrize("residents", [None, 0])
def test_a_rate_without_residents_has_no_value(residents: int | None) -> None:
    found = indicator("rate", counts=PEOPLE).figure(Total(n=50), residents)
    assert parts(found) == (None, 50, None)
    assert found.interval == NO_INTERVAL


@pytest.mark.parametrize(("times", "value"), [(100, Fraction(200, 3)), (1, Fraction(2, 3))])
def test_a_ratio_is_of_two_counts(times: int, value: Fraction) -> None:
    found = indicator("ratio", numerator=PEOPLE, denominator=PEOPLE, times=times).figure(
        Total(n=2, of=3)
    )
    assert parts(found) == (value, 2, 3)


def test_a_ratio_over_nothing_has_no_value() -> None:
    found = indicator("ratio", numerator=PEOPLE, denominator=PEOPLE).figure(Total(n=2))
    assert parts(found) == (None, 2, 0)


def test_a_stock_is_what_was_opened_less_what_was_closed() -> None:
    stock = indicator("stock", opened=PEOPLE, closed=PEOPLE)
    assert stock.figure(Total(n=7, of=3)).value == 4
    # What was opened before the first record is closed later: the balance may be below zero.
    assert stock.figure(Total(n=3, of=7)).value == -4


def test_a_disparity_is_that_of_the_annual_report() -> None:
    totals = {"White": Total(n=9_561), "Black": Total(n=3_658), "Asian": Total(n=6_622)}
    found = groups(totals, RESIDENTS)
    assert round(float(found["Black"].value), 3) == 4.475
    assert found["White"].value == 1
    assert (found["Black"].numerator, found["Black"].denominator) == (3_658, 164_069)
    assert found["Black"].details["rate"] == Fraction(3_658 * 1000, 164_069)
    for group in ("Black", "Asian"):
        lower, upper = found[group].interval.lower, found[group].interval.upper
        assert lower < found[group].value < upper


def test_a_group_without_records_has_a_ratio_of_zero_and_an_upper_bound() -> None:
    found = groups({"White": Total(n=20)}, RESIDENTS)["Black"]
    assert (found.value, found.numerator) == (0, 0)
    assert found.interval.lower == 0
    assert found.interval.upper > 0


def test_no_records_of_the_reference_leave_no_ratio() -> None:
    found = groups({"Black": Total(n=20)}, RESIDENTS)
    assert found["Black"].value is None
    assert found["Black"].interval.lower > 0
    assert found["Black"].interval.upper is None
    assert found["White"].value is None


def test_no_records_at_all_say_nothing() -> None:
    found = groups({}, RESIDENTS)
    assert set(found) == set(RESIDENTS)
    assert {each.value for each in found.values()} == {None}


def test_a_group_without_residents_is_left_out() -> None:
    totals = {"White": Total(n=20), "Other": Total(n=5)}
    assert set(groups(totals, {"White": 10, "Other": 0})) == {"White"}
    assert groups(totals, {"Other": 10}) == {}


def test_a_disparity_is_not_read_one_group_at_a_time() -> None:
    with pytest.raises(TypeError, match="all its groups at once"):
        DISPARITY.figure(Total(n=1))


def test_the_share_that_is_not_stated_is_of_all() -> None:
    totals = {"White": Total(n=6), "Not stated": Total(n=3), "Not known": Total(n=1)}
    assert not_stated(totals, ("Not stated", "Not known", "Never seen")) == (4, 10)


@given(st.lists(TOTALS, max_size=5), st.integers(0, 5))
def test_sums_can_be_taken_in_parts(totals: list[Total], cut: int) -> None:
    assert summed([summed(totals[:cut]), summed(totals[cut:])]) == summed(totals)


@pytest.mark.parametrize("total", [Total(), Total(n=1, of=2, pending=3, values={4: 1})])
def test_every_shipped_indicator_can_be_read(shipped: Catalogue, total: Total) -> None:
    for each in shipped.indicators.values():
        if not each.populations:
            continue
        if each.reference_group is not None:
            assert each.figures_of_groups({"White": total}, RESIDENTS)
        else:
            assert each.figure(total, 1000).numerator in (total.n, total.n - total.of)
