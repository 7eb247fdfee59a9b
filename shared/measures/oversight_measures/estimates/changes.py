"""Change between two figures, as a percentage of the earlier one."""

from fractions import Fraction

from oversight_measures.exact import Exact, exact


def percentage_change(now: Exact, before: Exact) -> Fraction | None:
    """Return `(now - before) / before` in per cent, exact and not rounded.

    None when `before` is zero or less: nothing is a percentage of nothing, and dividing by a
    negative figure would print a rise as a fall.

    Raises ValueError when either figure is not finite.
    """
    current, earlier = exact("now", now), exact("before", before)
    if earlier <= 0:
        return None
    return 100 * (current - earlier) / earlier
