"""The fit of a series by calendar month and year, and what it leaves.

A generalized linear model (McCullagh and Nelder, 1989): log rates of counts, logits of shares, the
sum of an effect for each calendar month, one for each twelve months, and one for each period that
is asked about. What is left is no season, no level of a year, and not the change in question.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from oversight_measures.periods.period import Period
from oversight_measures.spread.observed import Kind, Observed

# Weighted least squares come to rest after a few rounds: where no hit more or less is fitted.
_ROUNDS = 25
_AT_REST = 1e-6
_LEAST = 1e-9
# Where less than so much variance is fitted nothing could have been observed but what was.
_TELLS_FROM = 1e-3


@dataclass(frozen=True)
class Fit:
    """What was fitted, and the fitted number of hits; `left` are Pearson's residuals.

    `maker` (n x n) makes residuals of errors, so its trace is the degrees of freedom. `years` are
    counted back from the last piece, which is in year 0.
    """

    observed: Sequence[Observed]
    months: Sequence[int]
    years: Sequence[int]
    means: Any
    left: Any
    maker: Any


def fit(
    observed: Sequence[Observed], kind: Kind, cycle: int = 12, compared: Sequence[Period] = ()
) -> Fit | None:
    """Return the fit of pieces that ascend by their days; None where it leaves nothing.

    A calendar month, or a year, in which nothing ever happened (or everything always) is fitted by
    its own term as exactly that: it tells nothing of how much the series varies, and is left out.
    """
    known = _telling(observed, kind)
    while known:
        found, variance = _fitted(known, observed[-1], kind, cycle, compared)
        telling = [e for e, each in zip(known, variance, strict=True) if each >= _TELLS_FROM]
        if len(telling) == len(known):
            return found
        known = telling
    return None


def _fitted(
    known: Sequence[Observed],
    last: Observed,
    kind: Kind,
    cycle: int,
    compared: Sequence[Period],
) -> tuple[Fit, Any]:
    """The fit of what is known, and the variance that independent cases would have in each."""
    import numpy

    years = [years_back(each, last, cycle) for each in known]
    design = _design(known, years, compared)
    hits = numpy.array([each.hits for each in known], dtype=float)
    of = numpy.array([each.of for each in known], dtype=float)
    means, root = _iterate(design, hits, of, kind)
    basis, sizes, _ = numpy.linalg.svd(root[:, None] * design, full_matrices=False)
    basis = basis[:, sizes > sizes[0] * 1e-7]
    maker = numpy.eye(len(known)) - basis @ basis.T
    variance = means if kind is Kind.COUNT else means * (1 - means / of)
    left = (hits - means) / numpy.sqrt(numpy.maximum(variance, _LEAST))
    return Fit(known, [each.day.month for each in known], years, means, left, maker), variance


def _telling(observed: Sequence[Observed], kind: Kind) -> list[Observed]:
    by_month: dict[int, list[Observed]] = {}
    for each in observed:
        by_month.setdefault(each.day.month, []).append(each)
    silent = {
        month
        for month, found in by_month.items()
        if not any(each.hits for each in found)
        or (kind is not Kind.COUNT and all(each.hits == each.of for each in found))
    }
    return [each for each in observed if each.day.month not in silent and each.of]


def _design(known: Sequence[Observed], years: Sequence[int], compared: Sequence[Period]) -> Any:
    import numpy

    months = sorted({each.day.month for each in known})
    columns = [[each.day.month == month for each in known] for month in months]
    columns += [[each == year for each in years] for year in sorted(set(years))[1:]]
    columns += [[each.day in period for each in known] for period in compared]
    return numpy.array(columns, dtype=float).T


def years_back(each: Observed, last: Observed, cycle: int) -> int:
    """Return how many whole years before the year that ends with ``last`` a piece lies."""
    return (_number(last, cycle) - _number(each, cycle)) // cycle


def _number(each: Observed, cycle: int) -> int:
    """The number of a piece, counted from the year 0."""
    return each.day.year * cycle + (each.day.month - 1) * cycle // 12


def _iterate(design: Any, hits: Any, of: Any, kind: Kind) -> tuple[Any, Any]:
    """The fitted hits, and the square roots of the last weights: iterated least squares."""
    import numpy

    counts = kind is Kind.COUNT
    share = (hits + 0.5) / (of + (0 if counts else 1))
    for _ in range(_ROUNDS):
        slope = share if counts else share * (1 - share)
        weight = numpy.sqrt(numpy.maximum(of * slope, _LEAST))
        line = numpy.log(share) if counts else numpy.log(share / (1 - share))
        aim = line + (hits / of - share) / slope
        effects = numpy.linalg.lstsq(weight[:, None] * design, weight * aim, rcond=1e-10)[0]
        line = numpy.clip(design @ effects, -30, 30)
        before, share = share, numpy.exp(line) if counts else 1 / (1 + numpy.exp(-line))
        share = numpy.maximum(share, _LEAST) if counts else numpy.clip(share, _LEAST, 1 - _LEAST)
        if (abs(share - before) * of < _AT_REST * (1 + hits)).all():
            break
    slope = share if counts else share * (1 - share)
    return of * share, numpy.sqrt(numpy.maximum(of * slope, _LEAST))
