from math import exp, log, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight_measures.disparities.pooling import AreaCounts, pooled_ratios

# Counts a half short of round, so that the half that is added leaves round ones.
AREAS = [
    AreaCounts(200, 1000, 200, 4000),
    AreaCounts(20, 1000, 40, 4000),
    AreaCounts(2, 1000, 1, 4000),
]


def test_each_is_drawn_to_the_mean_by_how_little_it_says() -> None:
    # Worked out by hand: logs of (a + 0.5) 4 / (b + 0.5), variances 1/(a + 0.5) + 1/(b + 0.5).
    logs = [log(4), log(20.5 * 4 / 40.5), log(2.5 * 4 / 1.5)]
    variances = [2 / 200.5, 1 / 20.5 + 1 / 40.5, 1 / 2.5 + 1 / 1.5]
    fixed = [1 / v for v in variances]
    centre = sum(w * y for w, y in zip(fixed, logs, strict=True)) / sum(fixed)
    spread = sum(w * (y - centre) ** 2 for w, y in zip(fixed, logs, strict=True))
    between = (spread - 2) / (sum(fixed) - sum(w * w for w in fixed) / sum(fixed))
    weights = [1 / (v + between) for v in variances]
    mean = sum(w * y for w, y in zip(weights, logs, strict=True)) / sum(weights)
    found = pooled_ratios(AREAS)
    assert between > 0
    assert found.between == pytest.approx(sqrt(between))
    assert found.mean == pytest.approx(exp(mean))
    for area, y, v in zip(found.areas, logs, variances, strict=True):
        shrinkage = v / (v + between)
        assert area.shrinkage == pytest.approx(shrinkage)
        assert area.ratio == pytest.approx(exp((1 - shrinkage) * y + shrinkage * mean))


def test_a_large_area_speaks_for_itself_and_a_small_one_hardly() -> None:
    large, _, small = pooled_ratios(AREAS).areas
    assert large.shrinkage < 0.2
    assert small.shrinkage > 0.8


def test_areas_that_differ_by_no_more_than_chance_are_all_the_mean() -> None:
    alike = [AreaCounts(40, 1000, 80, 4000), AreaCounts(21, 500, 40, 2000)]
    found = pooled_ratios(alike)
    assert found.between == 0
    assert [area.shrinkage for area in found.areas] == [1, 1]
    assert found.areas[0].ratio == pytest.approx(found.mean)


def test_spread_draws_them_further_and_widens_the_intervals() -> None:
    plain, spread = pooled_ratios(AREAS), pooled_ratios(AREAS, dispersion=4)
    for before, after in zip(plain.areas, spread.areas, strict=True):
        assert after.shrinkage > before.shrinkage


def test_an_area_without_events_has_a_ratio_too() -> None:
    found = pooled_ratios([*AREAS, AreaCounts(0, 900, 0, 100)])
    assert found.areas[-1].ratio == pytest.approx(found.mean, rel=0.5)
    assert found.areas[-1].shrinkage > 0.9


COUNTS = st.builds(AreaCounts, st.integers(0, 500), st.just(900), st.integers(0, 500), st.just(80))


@given(st.lists(COUNTS, min_size=2, max_size=8))
def test_a_pooled_ratio_lies_between_its_own_and_the_mean(areas: list[AreaCounts]) -> None:
    found = pooled_ratios(areas)
    for area, pooled in zip(areas, found.areas, strict=True):
        own = (area.events + 0.5) * 80 / ((area.reference_events + 0.5) * 900)
        low, high = sorted((own, found.mean))
        assert low * (1 - 1e-9) <= pooled.ratio <= high * (1 + 1e-9)
        assert 0 <= pooled.shrinkage <= 1


def test_bad_arguments_are_named() -> None:
    with pytest.raises(ValueError, match="^areas "):
        pooled_ratios(AREAS[:1])
    with pytest.raises(ValueError, match="^dispersion "):
        pooled_ratios(AREAS, 0.5)
    with pytest.raises(ValueError, match="^residents "):
        pooled_ratios([*AREAS, AreaCounts(1, 0, 1, 1)])
    with pytest.raises(ValueError, match="^reference_events "):
        pooled_ratios([*AREAS, AreaCounts(1, 1, -1, 1)])
