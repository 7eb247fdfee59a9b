"""A process chart's points from one explained step to the next, each with its own limits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import TypeVar

from oversight_measures.control_charts.limits import Limits
from oversight_measures.control_charts.special_causes import Cause, special_causes

# Below this many points a page shows the series without limits or icons, and says so.
ENOUGH = 13
T = TypeVar("T")


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
    """The points from one step to the next, each with its limits and its cause.

    `step` is None for the first. `baseline` is how many of its points the limits were set on;
    `jumps_alone` where these vary by jumps alone, so that none was screened out of the limits;
    `rare` where so little happens in them that limits would mark what is steady.
    """

    step: Step | None
    days: tuple[date, ...]
    values: tuple[Fraction, ...]
    limits: tuple[Limits, ...]
    causes: tuple[Cause, ...]
    baseline: int
    jumps_alone: bool = False
    rare: bool = False

    @property
    def enough(self) -> bool:
        """True with the 13 points from which on limits and icons are shown, and enough in them."""
        return len(self.values) >= ENOUGH and not self.rare


@dataclass(frozen=True)
class Stretch:
    """The days of a segment with what was counted on each, before limits are set."""

    step: Step | None
    days: tuple[date, ...]

    def judged(
        self,
        values: Sequence[Fraction],
        limits: Sequence[Limits],
        baseline: int,
        *,
        jumps_alone: bool = False,
    ) -> Segment:
        """Return the segment, each value held against its own limits."""
        held = tuple(values), tuple(limits), tuple(special_causes(values, limits))
        return Segment(self.step, self.days, *held, baseline, jumps_alone)


def cut(
    points: Sequence[tuple[date, T]], steps: Iterable[Step] = ()
) -> list[tuple[Stretch, list[T]]]:
    """Cut `(day, what was counted)` points at the steps; a step without points makes none.

    Raises ValueError when the days do not ascend or two steps share a day.
    """
    _require_ascending("points", [day for day, _ in points])
    ordered = sorted(steps, key=lambda step: step.day)
    _require_ascending("steps", [step.day for step in ordered])
    stretches: dict[Step | None, list[tuple[date, T]]] = {}
    for day, counted in points:
        passed = [step for step in ordered if step.day <= day]
        stretches.setdefault(passed[-1] if passed else None, []).append((day, counted))
    return [
        (Stretch(step, tuple(day for day, _ in chosen)), [counted for _, counted in chosen])
        for step, chosen in stretches.items()
    ]


def _require_ascending(name: str, days: Sequence[date]) -> None:
    for before, day in pairwise(days):
        if day <= before:
            raise ValueError(f"{name} must have ascending days, but {day} follows {before}")
