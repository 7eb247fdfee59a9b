"""A series that a rule looks at, with its volumes as alerts tells them, or why it is mute."""

from typing import NamedTuple

from oversight_contracts.definitions.models.rules import (
    DisparityDriftRule,
    DisparityRule,
    DriftRule,
    IndicatorRule,
    LimitRule,
    OutcomeDifferenceRule,
)
from oversight_contracts.detection import Volumes

NO_CASES = "it has no cases"


class Watched(NamedTuple):
    """A rule on one series. ``volumes`` are None where it is ``mute``, which says why."""

    rule: IndicatorRule
    force: str
    area: str
    by: str
    volumes: Volumes | None
    mute: str = ""

    @property
    def name(self) -> str:
        """Rule, force, area and breakdown."""
        return " ".join(filter(None, (self.rule.id, self.force, self.area, self.by)))

    @property
    def records(self) -> tuple[str, ...]:
        """What it counts: rules with the same draw the same days. Each percentile is its own."""
        slow = (self.rule.id,) if percentile_of(self.rule) else ()
        return (self.force, self.area, self.rule.indicator, self.by, *slow)

    @property
    def is_of_group(self) -> bool:
        """True where a group's events are held against those of the reference group."""
        return isinstance(self.rule, DisparityRule | DisparityDriftRule)

    @property
    def is_of_outcomes(self) -> bool:
        """True where a group's share is held against that of the reference group."""
        return isinstance(self.rule, OutcomeDifferenceRule)


def percentile_of(rule: IndicatorRule) -> int | None:
    """Which percentile of a duration is judged; None of anything else."""
    return rule.percentile if isinstance(rule, LimitRule | DriftRule) else None
