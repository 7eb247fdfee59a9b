"""The buckets that a rule judges: whole London days, weeks or months that are over. Pure."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.rules import Bucket, BucketRule
from oversight_contracts.measures.indicator import Indicator
from oversight_contracts.windows import BucketRange, buckets_of, settled_until
from oversight_measures.periods.period import Every, Period, london_day, split
from oversight_measures.periods.stretches import Stretches


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
    known = _buckets_from(first, date(end.year + 1, 1, 1), rule.bucket)
    return list(known[: bisect_right(known, end, key=_end)])


# The same ones day after day, and of one rule after another.
@lru_cache(maxsize=64)
def _buckets_from(first: date, horizon: date, bucket: Bucket) -> tuple[ClosedBucket, ...]:
    pieces = split(Period(first, horizon), Every(bucket))
    return tuple(ClosedBucket(piece.period) for piece in pieces if piece.whole)


def _start(bucket: ClosedBucket) -> date:
    return bucket.period.start


def _end(bucket: ClosedBucket) -> date:
    return bucket.period.end


def marked(buckets: Sequence[ClosedBucket], missing: Stretches) -> list[ClosedBucket]:
    """The buckets, those marked that have days without records."""
    found = list(buckets)
    for stretch in missing:
        start = bisect_right(found, stretch.start, key=_end)
        for at in range(start, len(found)):
            if found[at].period.start >= stretch.end:
                break
            if not found[at].lacks:
                found[at] = ClosedBucket(found[at].period, lacks=True)
    return found


def first_from(buckets: Sequence[ClosedBucket], day: date) -> int:
    """The place of the first bucket, of some in order, that begins on a day or later."""
    return bisect_left(buckets, day, key=_start)


def span_of(indicator: Indicator, buckets: Sequence[ClosedBucket]) -> BucketRange:
    """The totals that buckets in a row are the sums of. Raises ``IndexError`` for none."""
    return buckets_of(indicator, Period(buckets[0].period.start, buckets[-1].period.end))
