"""What one contender is to keep to by itself: at most so many seconds or milliseconds. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.bench.samples import SECONDS, Samples, Spread, spread


@dataclass(frozen=True)
class Goal:
    """``most`` is what the figure ``note`` of ``subject`` should not exceed."""

    subject: str
    note: str
    wording: str
    most: float


@dataclass(frozen=True)
class Kept:
    """A goal and what was measured."""

    goal: Goal
    value: Spread

    @property
    def reached(self) -> bool:
        """Whether the median is at the goal or below."""
        return self.value.median <= self.goal.most


GOALS = (
    Goal("rebuild.year", SECONDS, "seconds to rebuild a year", 60.0),
    Goal("latency", "p99 ms", "ms from event to e-mail, p99", 1000.0),
)


def kept_goals(samples: Samples) -> Iterator[Kept]:
    """Each goal whose contender was measured."""
    for goal in GOALS:
        found = [s.notes[goal.note] for s in samples.get(goal.subject, ()) if goal.note in s.notes]
        if found:
            yield Kept(goal, spread(found))
