"""The spread about calendar month and year: for the same dates of two years."""

from collections.abc import Sequence
from typing import Any

from oversight_measures.periods.period import Every, Period
from oversight_measures.spread.observed import Kind, Observed, least_dispersion, observed_in
from oversight_measures.spread.season import CYCLES
from oversight_measures.spread.season import FROM_YEARS as SEASON_FROM_YEARS
from oversight_measures.spread.spread import Source, Spread
from oversight_measures.spread.surges import calm_fit, runs_a_year
from oversight_measures.spread.two_way import Fit

# Two years tell what is left after calendar month and year.
FROM_YEARS = 2
_MOST = 0.8


def spread_between_years(
    observed: Sequence[Observed],
    kind: Kind,
    compared: Sequence[Period] = (),
    grain: Every = Every.MONTH,
    shares_records: bool = False,
) -> Spread | None:
    """Return the spread about calendar month and year; None with fewer than two years.

    The `compared` periods have an effect of their own, so that the change asked about is not taken
    for noise; so have months of a surge, or one would blind the five years it stands in. The
    dispersion is Pearson's statistic over what it would be of independent cases with the
    autocorrelation found (that is its degrees of freedom where there is none), 1 at least, or
    where the two counts of a ratio share records (`shares_records`) as little as that can leave.

    Raises ValueError as `observed_in` does.
    """
    known = observed_in(observed, kind)
    cycle = CYCLES.get(grain, 0)
    if not cycle or len(known) < FROM_YEARS * cycle:
        return None
    calm = calm_fit(known, kind, cycle, FROM_YEARS, compared)
    if calm is None or calm.fit.maker.trace() < 1:
        return None
    found = calm.fit
    rho, pairs = autocorrelation(found, cycle)
    sigma = _correlations(found, cycle, rho)
    expected = (found.maker * sigma).sum()
    product = found.maker @ sigma
    surges = tuple(sorted(each.day for each in calm.surges))
    return Spread(
        max(
            least_dispersion(known, kind, shares_records),
            float(found.left @ found.left / expected),
        ),
        # Satterthwaite's: less than the trace where neighbours tell the same.
        float(expected**2 / (product * product.T).sum()),
        Source.SEASONAL,
        grain,
        len(known),
        known[0].day,
        known[-1].day,
        rho,
        pairs,
        surges=surges,
        surges_a_year=runs_a_year(surges, len(known), cycle, SEASON_FROM_YEARS),
    )


def autocorrelation(found: Fit, cycle: int) -> tuple[float, int]:
    """Return the lag-1 autocorrelation of a series about its fit, and of how many pairs.

    Residuals of a fit with so many effects are correlated by the fit itself, most often below
    zero. So it is that rho whose residuals would have, on average, the autocorrelation found: the
    moments of `maker` times the errors, worked out for the fit at hand. It is then drawn towards 0
    by one over the degrees of freedom and itself (James and Stein, 1961), since of few pairs some
    is found where there is none; below zero it is 0.
    """
    import numpy

    places = _places(found, cycle)
    lagged = (abs(places[:, None] - places[None, :]) == 1) / 2.0
    pairs = int(lagged.sum())
    total = float(found.left @ found.left)
    if not pairs or not total:
        return 0.0, pairs
    observed = float(found.left @ lagged @ found.left) / total
    among = found.maker @ lagged @ found.maker
    grid = numpy.linspace(0, _MOST, 17)
    expected = []
    for rho in grid:
        sigma = _correlations(found, cycle, float(rho))
        expected.append((among * sigma).sum() / (found.maker * sigma).sum())
    rho = float(numpy.interp(observed, numpy.maximum.accumulate(expected), grid))
    drawn = rho - 1 / (float(found.maker.trace()) * rho) if rho else 0.0
    return max(0.0, drawn), pairs


def _places(found: Fit, cycle: int) -> Any:
    import numpy

    return numpy.array(
        [each.day.year * cycle + (each.day.month - 1) * cycle // 12 for each in found.observed]
    )


def _correlations(found: Fit, cycle: int, rho: float) -> Any:
    places = _places(found, cycle)
    return float(rho) ** abs(places[:, None] - places[None, :])
