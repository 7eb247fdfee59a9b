"""Random draws from a seeded generator, by weight and by time of day."""

import math
import random
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import Generic, TypeVar

from oversight_measures.periods.period import london_midnight

T = TypeVar("T")


class WeightedChoice(Generic[T]):
    """Values to draw from by weight."""

    def __init__(self, weights: Mapping[T, float]) -> None:
        self._weights = dict(weights)
        self.values = tuple(weights)
        self.cumulative = tuple(accumulate(weights.values()))

    def share(self, value: T) -> float:
        """In what share of cases a value is drawn."""
        return self._weights[value] / self.cumulative[-1]

    def reweighted(self, value: T, times: float) -> "WeightedChoice[T]":
        """The same with another weight of one value: its odds are so many times as high."""
        if times == 1:
            return self
        return WeightedChoice({**self._weights, value: self._weights[value] * times})


def weighted(weights: str) -> WeightedChoice[str]:
    """A table in one text: ``"arrest 15  caution 2"``."""
    words = weights.split()
    return WeightedChoice(dict(zip(words[::2], map(float, words[1::2]), strict=True)))


class RandomDraws:
    """The random draws of one day of one kind of record."""

    def __init__(self, seed: str) -> None:
        # A text seeds through SHA-512: the same on every machine and version.
        self._random = random.Random(seed)

    def happens(self, share: float) -> bool:
        """True in that share of cases."""
        return self._random.random() < share

    def draw(self, choice: WeightedChoice[T]) -> T:
        """One of the values, by weight."""
        return self._random.choices(choice.values, cum_weights=choice.cumulative)[0]

    def between(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return self._random.randint(low, high)

    def wait(self, median: float, spread: float) -> timedelta:
        """Log-normal whole seconds; ``median`` in seconds, ``spread`` of the logarithm."""
        return timedelta(seconds=round(self._random.lognormvariate(math.log(median), spread)))

    def normal(self, spread: float) -> float:
        """Normal about 0; ``spread`` is the standard deviation."""
        return self._random.gauss(0.0, spread)

    def count(self, mean: float, dispersion: float = 1.0) -> int:
        """Poisson, beyond 50 by the normal distribution; of more ``dispersion`` (variance over
        mean) negative binomial.
        """
        if dispersion > 1 and mean > 0:
            mean = self._random.gammavariate(mean / (dispersion - 1), dispersion - 1)
        if mean > 50:
            return max(0, round(self._random.gauss(mean, math.sqrt(mean))))
        product, count, limit = self._random.random(), 0, math.exp(-mean)
        while product > limit:
            product *= self._random.random()
            count += 1
        return count


DAY_SECONDS = 86_400


class ArrivalPattern:
    """The arrival rates over a week: weights of ``hours`` and of ``weekdays`` (Monday first)."""

    def __init__(self, hours: Sequence[float], weekdays: Sequence[float]) -> None:
        self._hours = WeightedChoice(dict(enumerate(hours)))
        self._weekdays = tuple(each * 7 / sum(weekdays) for each in weekdays)

    def moments(
        self, draws: RandomDraws, day: date, usual: float, dispersion: float = 1.0
    ) -> list[datetime]:
        """The times in UTC, sorted, of about ``usual`` events on a London day."""
        start, end = london_midnight(day), london_midnight(day + timedelta(days=1))
        count = draws.count(usual * self._weekdays[day.weekday()], dispersion)
        found = [start + self._time(draws) for _ in range(count)]
        # On the day of 23 hours the last hour would fall into the next day.
        return sorted(moment for moment in found if moment < end)

    def _time(self, draws: RandomDraws) -> timedelta:
        return timedelta(hours=draws.draw(self._hours), seconds=draws.between(0, 3599))
