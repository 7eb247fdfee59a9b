"""What was observed in one piece of a series, and whether it is a count or a share."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from oversight_measures.arguments import require_count, require_part, require_positive


class Kind(StrEnum):
    """Counts vary as Poisson counts would at least, shares and ratios as binomial ones would.

    A ratio of two counts, and a disparity, are observed as the share of the one in both (events of
    the group among those of the group and the reference group). The logit of that share is the log
    ratio and a constant, so its spread has that of both groups and their covariance in it.
    """

    COUNT = "count"
    SHARE = "share"
    RATIO = "ratio"


class Observed(NamedTuple):
    """A piece that begins on a day: events and days, hits and cases, or one count and both."""

    day: date
    hits: int | Fraction
    of: int


def observed_in(observed: Sequence[Observed], kind: Kind) -> list[Observed]:
    """Return the pieces that had days or cases at all.

    Raises ValueError on a negative count, more hits than cases, or days that do not ascend.
    """
    for each in observed:
        require_count("hits", each.hits)
        if kind is not Kind.COUNT:
            require_part(each.hits, each.of)
    for before, after in pairwise(observed):
        if after.day <= before.day:
            raise ValueError(f"day must ascend, but {after.day} follows {before.day}")
    if kind is Kind.COUNT:
        for each in observed:
            require_positive("of", each.of)
    return [each for each in observed if each.of]


# However little two counts that share records vary apart, so much at least is taken.
_LEAST_SHARED = 0.1


def least_dispersion(observed: Sequence[Observed], kind: Kind, shares_records: bool) -> float:
    """Return the least dispersion that a series may have: 1, of independent cases.

    A ratio of two counts is judged as if no record were in both. Where its parts share records
    (outcomes of crimes over crimes) the two go up and down together, and the ratio varies less
    than that. Were all of the one in the other, its logarithm had the variance `(1 - p) / (1 + p)`
    of what is taken, p being the ratio: that is `1 - 2 q`, q the share of the one count in both.
    """
    if kind is not Kind.RATIO or not shares_records:
        return 1.0
    of = sum(each.of for each in observed)
    share = float(sum(each.hits for each in observed) / of) if of else 0.5
    return max(_LEAST_SHARED, 1 - 2 * share)
