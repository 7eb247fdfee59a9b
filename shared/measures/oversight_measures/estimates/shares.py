"""One amount per so many of another: a share of a total, a rate over residents, money per head."""

from fractions import Fraction

from oversight_measures.arguments import require_positive
from oversight_measures.exact import Exact, exact


def per_so_many(amount: Exact, of: Exact, times: int = 100) -> Fraction | None:
    """Return `times * amount / of`, exact and not rounded; None where `of` is zero or less.

    With `times` 100 it is a percentage. Amounts may be decimals or below zero (income beside
    spending); counts of events over residents have an interval of their own, see `rates`.

    Raises ValueError when either is not finite or `times` is not above 0.
    """
    require_positive("times", times)
    part, whole = exact("amount", amount), exact("of", of)
    return times * part / whole if whole > 0 else None
