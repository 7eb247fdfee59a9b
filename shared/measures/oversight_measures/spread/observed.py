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
