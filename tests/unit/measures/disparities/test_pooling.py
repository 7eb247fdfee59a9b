from dataclasses import replace
from math import exp, inf, log, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t

from oversight_measures.disparities.heterogeneity import FEWEST, AreaCounts, variance_between
from oversight_measures.disparities.pooling import pooled_ratios

AREAS = [
    AreaCounts(200, 1000, 200, 4000),
    AreaCounts(90, 1000, 160, 4000),
    AreaCounts(20, 1000, 40, 4000),
    AreaCounts(60, 1000, 150, 4000),
    AreaCounts(2, 1000, 1, 4000),
]


def test_each_is_drawn_to_the_mean_by_how_little_it_says() -> None:
    # Worked out by hand: logs of (a + 0.5) 4 / (b + 0.5), variances 1/(a + 0.5) + 1/(b + 0.5).
    pairs = [(each.events + 0.5, each.reference_events + 0.5) for each in AREAS]
    logs = [log(a * 4 / b) for a, b in pairs]
    variances = [1 / a + 1 / b for a, b in pairs]
    fixed = [1 / v for v in variances]
    centre = sum(w * y for w, y in zip(fixed, logs, strict=True)) / sum(fixed)
    spread = sum(w * (y - centre) ** 2 for w, y in zip(fixed, logs, strict=True))
    between = (spread - 4) / (sum(fixed) - sum(w * w for w in fixed) / sum(fixed))
    weights = [1 / (v + between) for v in variances]
    mean = sum(w * y for w, y in zip(weights, logs, strict=True)) / sum(weights)
    found = pooled_ratios(AREAS)
    assert between > 0
    assert found.between == pytest.approx(sqrt(between))
    bounds = variance_between(AREAS)
    assert found.within.lower == pytest.approx(sqrt(bounds.lower or 0))
    assert found.within.upper == pytest.approx(sqrt(bounds.upper or 0))
    assert found.mean == pytest.approx(exp(mean))
    for area, y, v in zip(found.areas, logs, variances, strict=True):
        # Of five areas two of four parts: how much they differ is known by so few of them.
        shrinkage = 2 / 4 * v / (v + between)
        assert area.shrinkage == pytest.approx(shrinkage)
        assert area.ratio == pytest.approx(exp((1 - shrinkage) * y + shrinkage * mean))


def test_a_large_area_speaks_for_itself_and_a_small_one_hardly() -> None:
    many = [*AREAS, *AREAS[:4], *AREAS[:4]]
    large, *_ = pooled_ratios(many).areas
    small = pooled_ratios(many).areas[4]
    assert large.shrinkage < 0.3
    assert small.shrinkage > 0.7


def test_areas_that_differ_by_no_more_than_chance_are_not_said_to_be_the_same() -> None:
    alike = [AreaCounts(40 * n, 1000 * n, 80 * n, 4000 * n) for n in (1, 2, 3, 4, 5)]
    found = pooled_ratios([replace(alike[0], events=48), *alike[1:]])
    assert found.between == 0
    assert not found.found
    assert [area.shrinkage for area in found.areas] == [0.5] * 5
    assert found.areas[0].ratio > found.areas[1].ratio


def test_its_own_spread_draws_an_area_further_and_widens_its_interval() -> None:
    plain = pooled_ratios(AREAS).areas[0]
    spread = pooled_ratios([replace(AREAS[0], dispersion=4.0), *AREAS[1:]]).areas[0]
    assert spread.shrinkage > plain.shrinkage
    (low, high), (lower, upper) = (
        (each.interval.lower or 0, each.interval.upper or 0) for each in (plain, spread)
    )
    assert lower < low
    assert upper / lower > high / low


def test_a_spread_that_few_months_tell_widens_the_interval_and_draws_no_further() -> None:
    """By Student's t, of an area that is hardly drawn on the degrees of its own spread."""
    known = [replace(each, dispersion=2.0) for each in AREAS]
    plain, told = (
        pooled_ratios([replace(known[0], degrees=degrees), *known[1:]]).areas[0]
        for degrees in (inf, 7.7)
    )
    assert (told.ratio, told.shrinkage) == (plain.ratio, plain.shrinkage)
    widths = [
        log((each.interval.upper or 0) / (each.interval.lower or 1)) for each in (plain, told)
    ]
    quantile = float(t.ppf(0.975, 7.7 / (1 - told.shrinkage) ** 2))
    assert widths[1] / widths[0] == pytest.approx(quantile / 1.959964, rel=1e-6)


def test_an_area_without_events_has_a_ratio_too() -> None:
    found = pooled_ratios([*AREAS, AreaCounts(0, 900, 0, 100)])
    assert found.areas[-1].shrinkage > 0.55


COUNTS = st.builds(AreaCounts, st.integers(0, 500), st.just(900), st.integers(0, 500), st.just(80))


@given(st.lists(COUNTS, min_size=FEWEST, max_size=9))
def test_a_pooled_ratio_lies_between_its_own_and_the_mean(areas: list[AreaCounts]) -> None:
    found = pooled_ratios(areas)
    for area, pooled in zip(areas, found.areas, strict=True):
        own = (area.events + 0.5) * 80 / ((area.reference_events + 0.5) * 900)
        low, high = sorted((own, found.mean))
        assert low * (1 - 1e-9) <= pooled.ratio <= high * (1 + 1e-9)
        assert 0 <= pooled.shrinkage < 1
        assert (pooled.interval.lower or 0) <= pooled.ratio <= (pooled.interval.upper or 0)


def test_bad_arguments_are_named() -> None:
    with pytest.raises(ValueError, match=f"^areas must be {FEWEST} or more, not 4"):
        pooled_ratios(AREAS[:4])
    with pytest.raises(ValueError, match="^dispersion "):
        pooled_ratios([*AREAS, replace(AREAS[0], dispersion=0.5)])
    with pytest.raises(ValueError, match="^residents "):
        pooled_ratios([*AREAS, AreaCounts(1, 0, 1, 1)])
    with pytest.raises(ValueError, match="^reference_events "):
        pooled_ratios([*AREAS, AreaCounts(1, 1, -1, 1)])
