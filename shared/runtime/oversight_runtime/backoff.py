"""Backoff: the delay before trying again, doubling, capped, with jitter."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Backoff:
    """Delays with jitter: half of each is fixed; ``random`` (in [0, 1)) gives the other half."""

    first: timedelta
    most: timedelta
    random: Callable[[], float]

    def after(self, failures: int) -> timedelta:
        """The delay after so many failures in a row, from 1."""
        # Beyond 2**30 every cap is reached, and a timedelta overflows.
        delay = min(self.first * (1 << min(failures - 1, 30)), self.most)
        return delay * (0.5 + self.random() / 2)
