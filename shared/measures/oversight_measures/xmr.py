"""Process charts of individual values and moving ranges (XmR), as NHS boards use them.

Making Data Count (NHS England); the factors are Shewhart's for ranges of two (Provost and Murray,
The Health Care Data Guide). All on exact fractions, so that a point on a line is on it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise

from oversight_measures.arguments import require_positive
from oversight_measures.exact import Exact, exact
from oversight_measures.limits import Limits, around
from oversight_measures.special_causes import Cause, special_causes

REACH = Fraction(266, 100)
SCREEN_FROM = Fraction(3267, 1000)
# Below this many points a page shows the series without limits or icons, and says so.
ENOUGH = 13


@dataclass(frozen=True)
class Step:
    """A day from which the process is another one, for example by a change of definition.

    Raises ValueError without an explanation: it is printed, and nothing else excuses a rebase.
    """

    day: date
    explanation: str

    def __post_init__(self) -> None:
        if not self.explanation.strip():
            raise ValueError(f"explanation must say why the limits change on {self.day}")


@dataclass(frozen=True)
class Segment:
    """The points from one step to the next, with limits of their own.

    `step` is None for the first. `baseline` is how many of its points the limits were set on.
    """

    step: Step | None
    days: tuple[date, ...]
    values: tuple[Fraction, ...]
    limits: Limits
    causes: tuple[Cause, ...]
    baseline: int

    @property
    def enough(self) -> bool:
        """Whether there are the 13 points from which on limits and icons are shown."""
        return len(self.values) >= ENOUGH


def xmr(
    points: Sequence[tuple[date, Exact]],
    steps: Iterable[Step] = (),
    freeze: int | None = None,
    screen: bool = True,
) -> list[Segment]:
    """Return the chart of `(day, value)` points in the order of their days, cut at the steps.

    Limits are the mean +- 2.66 mean moving ranges of the segment's points, or of its first
    `freeze` ones; with `screen`, moving ranges of 3.267 times their mean or more are dropped once.
    A step without points up to the next one makes no segment. No variation puts the limits on
    the mean.

    Raises ValueError when the days do not ascend, two steps share a day, a value is not finite
    or `freeze` is not above 0.
    """
    if freeze is not None:
        require_positive("freeze", freeze)
    _require_ascending("points", [day for day, _ in points])
    ordered = sorted(steps, key=lambda step: step.day)
    _require_ascending("steps", [step.day for step in ordered])
    pieces: dict[Step | None, list[tuple[date, Fraction]]] = {}
    for day, value in points:
        passed = [step for step in ordered if step.day <= day]
        step = passed[-1] if passed else None
        pieces.setdefault(step, []).append((day, exact("points", value)))
    return [_segment(step, piece, freeze, screen) for step, piece in pieces.items()]


def limits_of(baseline: Sequence[Fraction], screen: bool = True) -> Limits:
    """Return the process limits that a baseline sets; one point, or no variation: the mean.

    Raises ValueError when the baseline is empty.
    """
    require_positive("baseline", len(baseline))
    ranges = [abs(b - a) for a, b in pairwise(baseline)]
    spread = _mean(ranges)
    if screen:
        # Without variation every range is dropped, being 3.267 times nothing: the spread stays 0.
        spread = _mean([each for each in ranges if each < SCREEN_FROM * spread])
    return around(_mean(baseline), REACH * spread)


def _segment(
    step: Step | None, points: list[tuple[date, Fraction]], freeze: int | None, screen: bool
) -> Segment:
    values = tuple(value for _, value in points)
    baseline = values[:freeze]
    limits = limits_of(baseline, screen)
    causes = special_causes(values, [limits] * len(values))
    days = tuple(day for day, _ in points)
    return Segment(step, days, values, limits, tuple(causes), len(baseline))


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values) if values else Fraction(0)


def _require_ascending(name: str, days: Sequence[date]) -> None:
    for before, day in pairwise(days):
        if day <= before:
            raise ValueError(f"{name} must have ascending days, but {day} follows {before}")
