from dataclasses import replace
from math import exp, log

import numpy
import pytest
from scipy.stats import chi2, f_oneway

from oversight_measures.disparities.heterogeneity import (
    FEWEST,
    AreaCounts,
    expected_of_each,
    heterogeneity,
    q_profile,
    variance_between,
)

ALIKE = [AreaCounts(40 * n, 1000 * n, 80 * n, 4000 * n) for n in (1, 2, 3, 4, 5)]


def apart(factor: float, between: float = 0.1) -> list[AreaCounts]:
    """Four that differ so much about 3, and one that is so many times 3; many searches each."""
    ratios = [3 * exp(between * z) for z in (-1.2, -0.4, 0.4, 1.2)]
    return [
        AreaCounts(round(1e5 * ratio), 100_000, 100_000, 100_000) for ratio in (*ratios, 3 * factor)
    ]


def test_how_much_they_differ_is_what_chance_does_not_explain() -> None:
    found = heterogeneity(ALIKE)
    assert found.between == 0
    assert not found.found
    differing = heterogeneity(apart(1))
    assert differing.found
    assert differing.between**0.5 == pytest.approx(0.09, abs=0.01)


def test_the_chance_of_as_much_is_cochrans() -> None:
    areas = [AreaCounts(60, 1000, 80, 4000), *ALIKE[1:]]
    logs, weights = [each.log_ratio for each in areas], [1 / each.variance for each in areas]
    mean = sum(w * y for w, y in zip(weights, logs, strict=True)) / sum(weights)
    spread = sum(w * (y - mean) ** 2 for w, y in zip(weights, logs, strict=True))
    assert heterogeneity(areas).p == pytest.approx(float(chi2.sf(spread, 4)))


def test_of_spreads_that_are_estimated_it_is_welchs() -> None:
    """As scipy's one-way analysis has it, of values whose variances are those of the areas."""
    shape = numpy.array([-1.0, -0.5, 0.0, 0.5, 1.0])
    areas = [AreaCounts(60, 1000, 80, 4000, 3.0, 4), AreaCounts(90, 1000, 90, 4000, 1.5, 4)]
    areas += [replace(each, degrees=4) for each in ALIKE[2:]]
    # Five values each, whose mean has the variance of the area.
    groups = [
        each.log_ratio + shape * (5 * each.variance / shape.var(ddof=1)) ** 0.5 for each in areas
    ]
    found = heterogeneity(areas)
    assert found.p == pytest.approx(float(f_oneway(*groups, equal_var=False).pvalue))
    assert found.p > heterogeneity([replace(each, degrees=10**9) for each in areas]).p


@pytest.mark.parametrize(("places", "degrees"), [(5, 7.7), (20, 7.7)])
def test_spreads_that_few_months_tell_make_no_difference_of_chance(
    places: int, degrees: float
) -> None:
    """Taken for known they would call 11% and 26% of these sets different."""
    rng, sets, called, held = numpy.random.default_rng(17), 500, 0, 0
    for _ in range(sets):
        told = 4 * numpy.maximum(0.25, rng.chisquare(degrees, places) / degrees)
        events = 1000 * numpy.exp(rng.normal(0, (4 / 500) ** 0.5, places))
        areas = [
            AreaCounts(round(n), 1000, 1000, 1000, d, degrees)
            for n, d in zip(events, told, strict=True)
        ]
        called += heterogeneity(areas).found
        held += variance_between(areas).lower == 0
    assert called == sets - held
    assert called <= 0.1 * sets


def test_what_each_is_expected_to_be_the_others_alone_say() -> None:
    areas = apart(3)
    *_, last = expected_of_each(areas)
    *_, even_farther = expected_of_each(apart(30))
    assert last == even_farther
    others = heterogeneity(areas[:-1])
    assert log(last.centre) == pytest.approx(others.mean)
    assert last.variance == pytest.approx(others.between + others.of_mean)
    assert last.degrees == 2


def test_its_own_spread_makes_an_area_say_less() -> None:
    loud = replace(ALIKE[-1], events=800)
    plain, varying = (
        heterogeneity([*ALIKE[:-1], loud]),
        heterogeneity([*ALIKE[:-1], replace(loud, dispersion=9.0)]),
    )
    assert varying.mean < plain.mean
    assert varying.p > plain.p


# Tuberculosis with and without the BCG vaccine (Colditz and others, 1994): with it and ill, with it
# and well, without it and ill, without it and well.
TRIALS = (
    (4, 119, 11, 128),
    (6, 300, 29, 274),
    (3, 228, 11, 209),
    (62, 13536, 248, 12619),
    (33, 5036, 47, 5761),
    (180, 1361, 372, 1079),
    (8, 2537, 10, 619),
    (505, 87886, 499, 87892),
    (29, 7470, 45, 7232),
    (17, 1699, 65, 1600),
    (186, 50448, 141, 27197),
    (5, 2493, 3, 2338),
    (27, 16886, 29, 17825),
)


def test_the_interval_of_how_much_they_differ_is_that_of_the_q_profile() -> None:
    """As metafor gives it: `confint(rma(measure = "RR", data = dat.bcg))`, 0.1197 to 1.1115."""
    logs = [log(a * (c + d) / (c * (a + b))) for a, b, c, d in TRIALS]
    variances = [1 / a - 1 / (a + b) + 1 / c - 1 / (c + d) for a, b, c, d in TRIALS]
    found = q_profile(logs, variances, 0.95)
    assert found.lower == pytest.approx(0.1197, abs=5e-5)
    assert found.upper == pytest.approx(1.1115, abs=5e-5)


def test_it_begins_above_none_where_they_differ_by_more_than_chance() -> None:
    for areas in (apart(1), apart(3), ALIKE, [replace(ALIKE[0], events=60), *ALIKE[1:]]):
        found, bounds = heterogeneity(areas), variance_between(areas)
        assert bounds.lower is not None
        assert bounds.upper is not None
        assert (bounds.lower > 0) == found.found
        assert bounds.upper >= found.between
    # Closer together than chance alone would leave them: nothing lies between.
    assert variance_between(ALIKE).upper == 0


def test_bad_arguments_are_named() -> None:
    with pytest.raises(ValueError, match="^areas must be 2 or more"):
        heterogeneity(ALIKE[:1])
    with pytest.raises(ValueError, match=f"^areas must be {FEWEST} or more"):
        expected_of_each(ALIKE[:4])
    with pytest.raises(ValueError, match="^confidence must be between 0 and 1"):
        variance_between(ALIKE, 1.0)
    for name, bad in (
        ("dispersion", replace(ALIKE[0], dispersion=0.5)),
        ("degrees", replace(ALIKE[0], degrees=0)),
        ("residents", replace(ALIKE[0], residents=0)),
        ("reference_events", replace(ALIKE[0], reference_events=-1)),
    ):
        with pytest.raises(ValueError, match=f"^{name} "):
            heterogeneity([*ALIKE, bad])
