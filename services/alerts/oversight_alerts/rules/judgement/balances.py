"""A balance as rules judge it: what is open at the end of a day, by what came and went. Pure."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from itertools import accumulate

from oversight_alerts.rules.judgement.buckets import ClosedBucket
from oversight_alerts.rules.judgement.cases import Cases
from oversight_alerts.rules.judgement.subjects import NO_FIGURE, SingleSeries
from oversight_alerts.rules.observation import Found
from oversight_contracts.figures.figure import Figure
from oversight_contracts.windows import BucketRange, days_of
from oversight_measures.spread.observed import Kind


@dataclass(frozen=True)
class Balance(SingleSeries):
    """Detectors count what came among all that came and went; the figure is what is left."""

    @property
    def kind(self) -> Kind:
        return Kind.RATIO

    @cached_property
    def _balances(self) -> tuple[Sequence[date], Sequence[int]] | None:
        """The days on which anything came or went, and what was left after each."""
        opened = self.area.indicator.opened_with(self.area.force, self.area.area, self.series.by)
        if opened is None:
            return None
        since, balance = opened
        days = self.area.totals.days(self.area.key(self.series.by))
        known = sorted(day for day in days if since is None or day >= since)
        left = accumulate((days[day].n - days[day].of for day in known), initial=balance)
        return known, list(left)

    def _left_before(self, day: date) -> int | None:
        """What is open as a day begins; None where it is not known, or fewer than none."""
        if self._balances is None:
            return None
        days, left = self._balances
        found = left[bisect_left(days, day)]
        return found if found >= 0 else None

    def found(self, window: BucketRange) -> Found:
        found = self._left_before(days_of(window).end)
        if found is None:
            return Found(NO_FIGURE, 0, untold="what was open before records begin is not known")
        return Found(Figure(Fraction(found), found), found)

    def point(self, bucket: ClosedBucket, cases: Cases) -> Fraction | None:
        found = self._left_before(bucket.period.end)
        return None if found is None else Fraction(found)

    def usual_over(self, baseline: Sequence[ClosedBucket], bucket: ClosedBucket) -> Fraction | None:
        found = self._left_before(baseline[-1].period.end)
        return None if found is None else Fraction(found)
