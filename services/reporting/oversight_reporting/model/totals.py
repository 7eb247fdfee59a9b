"""Totals of a query as they are stored, summed over the periods asked for."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from oversight_contracts.facts.facts import Total
from oversight_contracts.figures.figure import summed
from oversight_contracts.windows import BucketRange
from oversight_reporting.model.change_counts import ChangeCounts, summed_changes

Sums = dict[str, Total]


@dataclass(frozen=True)
class BucketTotal:
    """One series in one bucket; ``breakdown`` is empty for all."""

    bucket: str
    breakdown: str
    total: Total
    changes: ChangeCounts = ChangeCounts()


class TotalsIndex:
    """Totals sorted by bucket."""

    def __init__(self, stored: Iterable[BucketTotal]) -> None:
        self._stored = sorted(stored, key=lambda each: each.bucket)
        self._buckets = [each.bucket for each in self._stored]

    @property
    def breakdowns(self) -> set[str]:
        """Every series that counted something."""
        return {each.breakdown for each in self._stored if each.total}

    def within(self, buckets: BucketRange) -> Sums:
        """The sum of each series over a half-open range."""
        first = bisect_left(self._buckets, buckets.first)
        end = bisect_left(self._buckets, buckets.end)
        found: dict[str, list[Total]] = {}
        for each in self._stored[first:end]:
            found.setdefault(each.breakdown, []).append(each.total)
        return {name: summed(totals) for name, totals in found.items()}

    def changes_within(self, buckets: BucketRange) -> dict[str, ChangeCounts]:
        """How often the totals of each series over a half-open range were changed."""
        first = bisect_left(self._buckets, buckets.first)
        end = bisect_left(self._buckets, buckets.end)
        found: dict[str, list[ChangeCounts]] = {}
        for each in self._stored[first:end]:
            found.setdefault(each.breakdown, []).append(each.changes)
        return {name: summed_changes(counts) for name, counts in found.items()}

    def series_from(self, first: str) -> dict[str, list[BucketTotal]]:
        """The totals of each series from a bucket on, in their order."""
        found: dict[str, list[BucketTotal]] = {}
        for each in self._stored[bisect_left(self._buckets, first) :]:
            found.setdefault(each.breakdown, []).append(each)
        return found
