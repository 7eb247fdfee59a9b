"""The buckets that a rule judges: whole London days, weeks or months that are over. Pure."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.rules import BucketRule
from oversight_contracts.measures.indicator import Indicator
from oversight_contracts.windows import BucketRange, buckets_of, settled_until
from oversight_measures.periods.period import Every, Period, london_day, split
from oversight_measures.periods.stretches import Stretches, common


class ClosedBucket(NamedTuple):
    """A bucket that is over; ``lacks`` says that records of it are missing."""

    period: Period
    lacks: bool = False

    @property
    def name(self) -> str:
        """Its first day."""
        return self.period.start.isoformat()


def closed_buckets(
    catalogue: Catalogue,
    rule: BucketRule,
    indicator: Indicator,
    first: date,
    now: datetime,
) -> list[ClosedBucket]:
    """The whole buckets from the day ``first`` on that can be judged at ``now``, in order.

    A response not attended yet is a miss only once its target has passed: until then the day that
    it is of is not over.
    """
    end = london_day(settled_until(catalogue, indicator, now) - rule.grace)
    if end <= first:
        return []
    pieces = split(Period(first, end), Every(rule.bucket))
    return [ClosedBucket(piece.period) for piece in pieces if piece.whole]


def marked(buckets: Sequence[ClosedBucket], missing: Stretches) -> list[ClosedBucket]:
    """The buckets, those marked that have days without records."""
    if not missing:
        return list(buckets)
    return [each._replace(lacks=bool(common((each.period,), missing))) for each in buckets]


def span_of(indicator: Indicator, buckets: Sequence[ClosedBucket]) -> BucketRange:
    """The totals that buckets in a row are the sums of. Raises ``IndexError`` for none."""
    return buckets_of(indicator, Period(buckets[0].period.start, buckets[-1].period.end))
