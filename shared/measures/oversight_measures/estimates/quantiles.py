"""Quantiles of exact counts: how many cases took each whole number of seconds or days."""

from collections.abc import Mapping
from fractions import Fraction
from math import ceil

from oversight_measures.arguments import require_confidence, require_count
from oversight_measures.intervals import Interval


def nearest_rank(counts: Mapping[int, int], q: Fraction) -> int | None:
    """Return the smallest value that at least the share `q` of all cases do not exceed.

    `counts` maps a value (a second, a day) to its number of cases; the result is one of the
    values, in their unit. None when there are no cases. Nearest rank is type 1 of Hyndman and
    Fan (1996), the inverse of the empirical distribution; nothing is interpolated.

    Raises ValueError when `q` is not above 0 and at most 1, or on a negative number of cases.
    """
    if not 0 < q <= 1:
        raise ValueError(f"q must be above 0 and at most 1, not {q}")
    return _of_rank(counts, ceil(q * _total(counts)))


def rank_interval(counts: Mapping[int, int], q: Fraction, confidence: float = 0.95) -> Interval:
    """Return the interval of the quantile: two of the values, whatever their distribution.

    Order statistics (Conover, 1999): between the ranks that the number of cases below the true
    quantile, which is binomial, leaves at this confidence. A bound that would lie beyond the
    cases there are is none: of five cases a median has neither.

    Raises ValueError when `q` is not between 0 and 1, on a negative number of cases or a bad
    confidence.
    """
    require_confidence(confidence)
    if not 0 < q < 1:
        raise ValueError(f"q must be between 0 and 1, not {q}")
    of, tail = _total(counts), (1 - confidence) / 2
    if not of:
        return Interval(None, None)
    low, high = _rank_below(tail, of, float(q)), _rank_below(1 - tail, of, float(q)) + 1
    lower = _of_rank(counts, low)
    upper = _of_rank(counts, high) if high <= of else None
    return Interval(lower, upper)


def share_within(counts: Mapping[int, int], limit: int) -> tuple[int, int]:
    """Return the cases whose value is at most `limit`, and all cases.

    Raises ValueError on a negative number of cases.
    """
    total = _total(counts)
    return sum(cases for value, cases in counts.items() if value <= limit), total


def _of_rank(counts: Mapping[int, int], rank: int) -> int | None:
    """The value of the case of this rank, the lowest being 1; None where there is none."""
    seen = 0
    for value in sorted(counts):
        seen += counts[value]
        if seen >= rank > 0:
            return value
    return None


def _rank_below(chance: float, of: int, q: float) -> int:
    """The fewest cases below the quantile that have this chance, they or fewer."""
    # Read where it is needed: scipy and numpy take a second, of every start of a service too.
    from scipy.special import bdtr, bdtrik

    rank = ceil(float(bdtrik(chance, of, q)))
    return rank - 1 if rank and float(bdtr(rank - 1, of, q)) >= chance else rank


def _total(counts: Mapping[int, int]) -> int:
    for cases in counts.values():
        require_count("counts", cases)
    return sum(counts.values())
