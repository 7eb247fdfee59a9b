"""Made-up series of months: steady, with a season, overdispersed, or with a level that wanders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy
from numpy.random import Generator

from oversight_measures.periods.period import Every, Period, split
from oversight_measures.spread.observed import Kind, Observed

END = 2020
Numbers = numpy.ndarray[tuple[int, ...], numpy.dtype[numpy.float64]]


@dataclass(frozen=True)
class World:
    """What the months of a series are like; `level` is events (or cases) a month of 30 days.

    `season` is how far the best month lies above the mean, as a part of it (of a share: of its
    odds), and is March brought forward by `phase` months; `wander` the standard deviation of a
    level whose months go together by `rho`.
    """

    kind: Kind = Kind.COUNT
    level: float = 1000.0
    dispersion: float = 1.0
    season: float = 0.0
    wander: float = 0.0
    rho: float = 0.0
    share: float = 0.3
    phase: int = 0

    def months(self, count: int, rng: Generator, last_quarter: float = 1.0) -> list[Observed]:
        """So many months up to the end of a year, of which the last three have so many times as
        many events (or odds of a hit)."""
        periods = months_of(count)
        rise = [last_quarter if at >= count - 3 else 1.0 for at in range(count)]
        times = numpy.array(rise) * self._season(periods) * self._levels(count, rng)
        if self.kind is Kind.COUNT:
            days = numpy.array([each.days for each in periods], dtype=float)
            hits = self._counts(times * self.level * days / 30, rng)
            return [
                Observed(each.start, int(n), each.days)
                for each, n in zip(periods, hits, strict=True)
            ]
        odds = self.share / (1 - self.share) * times
        of = int(self.level)
        hits = self._shares(odds / (1 + odds), of, rng)
        return [Observed(each.start, int(n), of) for each, n in zip(periods, hits, strict=True)]

    def _season(self, periods: Sequence[Period]) -> Numbers:
        at = numpy.array([each.start.month + self.phase for each in periods])
        return 1 + self.season * numpy.sin(2 * numpy.pi * at / 12)

    def _levels(self, count: int, rng: Generator) -> Numbers:
        if not self.wander:
            return numpy.ones(count)
        steps = rng.normal(size=count)
        levels = [steps[0]]
        for step in steps[1:]:
            levels.append(self.rho * levels[-1] + (1 - self.rho**2) ** 0.5 * step)
        return 1 + self.wander * numpy.array(levels)

    def _counts(self, means: Numbers, rng: Generator) -> Numbers:
        if self.dispersion > 1:
            means = rng.gamma(means / (self.dispersion - 1), self.dispersion - 1)
        return rng.poisson(means).astype(float)

    def _shares(self, shares: Numbers, of: int, rng: Generator) -> Numbers:
        if self.dispersion > 1:
            # Beta-binomial: variance n p q (1 + (n - 1) / (a + b + 1)).
            together = (of - 1) / (self.dispersion - 1) - 1
            shares = rng.beta(shares * together, (1 - shares) * together)
        return rng.binomial(of, shares).astype(float)


@cache
def months_of(count: int) -> tuple[Period, ...]:
    """So many whole months up to the end of 2020."""
    whole = split(Period(date(END - 10, 1, 1), date(END + 1, 1, 1)), Every.MONTH)
    return tuple(each.period for each in whole)[-count:]
