"""Severity or harm: counts of offences times the weights that the user supplies."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from oversight_measures.arguments import require_count, require_positive
from oversight_measures.exact import exact


def severity(
    counts: Mapping[str, int], weights: Mapping[str, Decimal], residents: int, per: int = 1000
) -> Fraction:
    """Return the sum of counts by offence times their weights, per `per` residents, exact.

    Raises ValueError on a negative count, an offence without a weight, a weight that is not
    finite, or when `residents` or `per` is not above 0.
    """
    require_positive("residents", residents)
    require_positive("per", per)
    missing = sorted(
        offence for offence, count in counts.items() if count and offence not in weights
    )
    if missing:
        raise ValueError(f"weights must name every offence; missing: {', '.join(missing)}")
    return _harm(counts, weights) * per / residents


def _harm(counts: Mapping[str, int], weights: Mapping[str, Decimal]) -> Fraction:
    total = Fraction(0)
    for offence, count in counts.items():
        require_count("counts", count)
        if count:
            total += count * exact("weights", weights[offence])
    return total
