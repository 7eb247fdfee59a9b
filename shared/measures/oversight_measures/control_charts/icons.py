"""The icons of a process chart: variation of the last point, and assurance of the target."""

from collections.abc import Sequence
from enum import StrEnum

from oversight_measures.arguments import require_positive
from oversight_measures.control_charts.limits import Limits
from oversight_measures.control_charts.special_causes import Cause
from oversight_measures.exact import Exact, exact
from oversight_measures.polarity import Polarity


class Variation(StrEnum):
    """The variation icon of a point; high and low where neither direction is better."""

    COMMON_CAUSE = "common cause"
    IMPROVEMENT = "improvement"
    CONCERN = "concern"
    HIGH = "high"
    LOW = "low"


class Assurance(StrEnum):
    """The assurance icon: what the limits promise of the target if the process stays so."""

    PASSES = "consistently passes"
    FAILS = "consistently fails"
    HIT_AND_MISS = "hit and miss"


def variation(cause: Cause, polarity: Polarity) -> Variation:
    """Return what a point of this cause says; the icon is that of the last point."""
    if cause is Cause.COMMON:
        return Variation.COMMON_CAUSE
    if polarity is Polarity.NEITHER:
        return Variation.HIGH if cause.direction > 0 else Variation.LOW
    good = cause.direction == polarity.sign
    return Variation.IMPROVEMENT if good else Variation.CONCERN


def assurance(
    limits: Limits | Sequence[Limits], target: Exact, polarity: Polarity
) -> Assurance | None:
    """Return whether the process can be relied on to meet the target; None for neither polarity.

    Where points have limits of their own those of several are given, and it is relied on only
    where all of them say so. A target on a limit is hit and miss, as one between them is.

    Raises ValueError when the target is not finite, or no limits are given.
    """
    aim = exact("target", target)
    several = [limits] if isinstance(limits, Limits) else limits
    require_positive("limits", len(several))
    if polarity is Polarity.NEITHER:
        return None
    better = {each.outside(aim) * polarity.sign for each in several}
    if len(better) > 1:
        return Assurance.HIT_AND_MISS
    (only,) = better
    return {1: Assurance.FAILS, 0: Assurance.HIT_AND_MISS, -1: Assurance.PASSES}[only]
