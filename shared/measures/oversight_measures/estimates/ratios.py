"""One count over another, each with its own kind of record, day and conditions."""

from fractions import Fraction

from oversight_measures.arguments import require_count, require_positive


def ratio(numerator: int, denominator: int, times: int = 100) -> Fraction | None:
    """Return `times * numerator / denominator`, exact and not rounded; None over nothing.

    It may exceed 100%: what was detected this year may have been recorded last year. So it is no
    proportion, and has no Wilson interval.

    Raises ValueError on a negative count or when `times` is not above 0.
    """
    require_count("numerator", numerator)
    require_count("denominator", denominator)
    require_positive("times", times)
    return Fraction(times * numerator, denominator) if denominator else None
