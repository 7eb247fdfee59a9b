"""Quantiles of exact counts: how many cases took each whole number of seconds or days."""

from collections.abc import Mapping
from fractions import Fraction
from math import ceil

from oversight_measures.arguments import require_count


def nearest_rank(counts: Mapping[int, int], q: Fraction) -> int | None:
    """Return the smallest value that at least the share `q` of all cases do not exceed.

    `counts` maps a value (a second, a day) to its number of cases; the result is one of the
    values, in their unit. None when there are no cases. Nearest rank is type 1 of Hyndman and
    Fan (1996), the inverse of the empirical distribution; nothing is interpolated.

    Raises ValueError when `q` is not above 0 and at most 1, or on a negative number of cases.
    """
    if not 0 < q <= 1:
        raise ValueError(f"q must be above 0 and at most 1, not {q}")
    rank = ceil(q * _total(counts))
    seen = 0
    for value in sorted(counts):
        seen += counts[value]
        if seen >= rank > 0:
            return value
    return None


def share_within(counts: Mapping[int, int], limit: int) -> tuple[int, int]:
    """Return the cases whose value is at most `limit`, and all cases.

    Raises ValueError on a negative number of cases.
    """
    total = _total(counts)
    return sum(cases for value, cases in counts.items() if value <= limit), total


def _total(counts: Mapping[int, int]) -> int:
    for cases in counts.values():
        require_count("counts", cases)
    return sum(counts.values())
