"""A force's flows of records as they run in control, drawn day by day for simulations.

Days vary as counts and shares do: counts negative binomial about the mean of their weekday, hits
beta-binomial of the day's cases. What several detectors count is drawn once for all of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from oversight_measures.arguments import require_positive
from oversight_measures.detectors.shifts import (
    require_correlation,
    require_dispersion,
    require_share,
)

# Runs by days.
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Events:
    """A count of events: `a_day` holds the mean of one day, or of each of a repeating cycle.

    Raises ValueError when a mean is not above 0 or the dispersion (variance over mean) below 1.
    """

    name: str
    a_day: tuple[float, ...]
    dispersion: float = 1.0

    def __post_init__(self) -> None:
        _require_cycle(self.a_day)
        require_dispersion(self.dispersion)

    @property
    def names(self) -> tuple[str, ...]:
        """What it draws."""
        return (self.name,)

    def shifted(self, times: float) -> "Events":
        """The flow with `times` as many events. Raises ValueError when `times` is not above 0."""
        return replace(self, a_day=tuple(times * mean for mean in self.a_day))

    def draw(
        self, generator: Generator, runs: int, days: int, first: int = 0
    ) -> Mapping[str, Counts]:
        """The events of each day of each run, from the day numbered `first` of the cycle on."""
        means = _cycle(self.a_day, first, days)
        return {self.name: _drawn(generator, means, self.dispersion, runs)}


@dataclass(frozen=True)
class Cases:
    """Cases of which a share are hits, both drawn: `hits` and `misses` are their names.

    The number of cases is as in `Events`; `correlation` is that of the cases of one day.

    Raises ValueError, naming the argument, where one is out of its range.
    """

    hits: str
    misses: str
    a_day: tuple[float, ...]
    share: float
    correlation: float = 0.0
    dispersion: float = 1.0

    def __post_init__(self) -> None:
        _require_cycle(self.a_day)
        require_share("share", self.share)
        require_correlation(self.correlation)
        require_dispersion(self.dispersion)

    @property
    def names(self) -> tuple[str, ...]:
        """What it draws."""
        return self.hits, self.misses

    def shifted(self, share: float) -> "Cases":
        """The flow at another share. Raises ValueError when it is not between 0 and 1."""
        return replace(self, share=share)

    def draw(
        self, generator: Generator, runs: int, days: int, first: int = 0
    ) -> Mapping[str, Counts]:
        """The hits and misses of each day of each run, as in `Events`."""
        means = _cycle(self.a_day, first, days)
        of = _drawn(generator, means, self.dispersion, runs)
        shares: NDArray[np.float64] | float = self.share
        if self.correlation:
            size = 1 / self.correlation - 1
            shares = generator.beta(self.share * size, (1 - self.share) * size, (runs, days))
        hits = generator.binomial(of, shares)
        return {self.hits: hits, self.misses: of - hits}


Flow = Events | Cases


def draw_all(
    flows: Sequence[Flow], generator: Generator, runs: int, days: int, first: int = 0
) -> dict[str, Counts]:
    """Return what all flows draw, by name, from the day numbered `first` on.

    Raises ValueError when two draw the same name: what is shared is listed once.
    """
    names = [name for flow in flows for name in flow.names]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ValueError(f"flows must draw each name once, but {twice} is drawn twice")
    return {
        name: counts
        for flow in flows
        for name, counts in flow.draw(generator, runs, days, first).items()
    }


def _cycle(a_day: Sequence[float], first: int, days: int) -> NDArray[np.float64]:
    return np.array(a_day)[(first + np.arange(days)) % len(a_day)]


def _drawn(
    generator: Generator, means: NDArray[np.float64], dispersion: float, runs: int
) -> Counts:
    shape = (runs, len(means))
    if dispersion == 1:
        return generator.poisson(means, shape)
    return generator.negative_binomial(means / (dispersion - 1), 1 / dispersion, shape)


def _require_cycle(a_day: Sequence[float]) -> None:
    for mean in (len(a_day), *a_day):
        require_positive("a_day", mean)
