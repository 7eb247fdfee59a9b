"""Bounds of a disparity for events whose group nobody stated."""

from dataclasses import dataclass
from fractions import Fraction

from oversight_measures.arguments import require_count
from oversight_measures.estimates.disparity import rate_ratio


@dataclass(frozen=True)
class RatioBounds:
    """The lowest and the highest that a ratio of rates can be; None where nothing divides."""

    lowest: Fraction | None
    highest: Fraction | None


def bounds_of_not_stated(
    events: int,
    residents: int,
    reference_events: int,
    reference_residents: int,
    not_stated: int,
) -> RatioBounds:
    """Return the ratios if all events not stated were the reference group's, and the group's.

    Where the groups that are stated are right the truth lies between, also where some of those not
    stated are of a third group (Manski, 2003, calls them worst-case bounds). They hold nothing of
    groups that were stated wrongly, and no interval for chance.

    Raises ValueError as `rate_ratio` does, or when `not_stated` is negative.
    """
    require_count("not_stated", not_stated)
    return RatioBounds(
        rate_ratio(events, residents, reference_events + not_stated, reference_residents),
        rate_ratio(events + not_stated, residents, reference_events, reference_residents),
    )
