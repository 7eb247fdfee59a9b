"""What the rules state of chance alone: how often they open where all is well. Pure."""

from collections.abc import Sequence
from datetime import timedelta
from fractions import Fraction
from typing import NamedTuple

from oversight_alerts.digest.judged import SeriesLook
from oversight_contracts.definitions.models.rules import BaselineRule, WindowRule
from oversight_contracts.definitions.spans import YEAR

QUARTER = YEAR / 4


class ChanceBudget(NamedTuple):
    """What is held against baselines and limits, and how often chance opens any in a quarter.

    ``once_in`` are the shortest and the longest time until one false alarm of a series;
    ``confidence`` the least and the most of the intervals that have to lie beyond a limit.
    """

    drifts: int
    a_quarter: Fraction
    once_in: tuple[timedelta, timedelta] | None
    limits: int
    confidence: tuple[float, float] | None


def chance_budget(looks: Sequence[SeriesLook]) -> ChanceBudget:
    """The budget of all series that are judged now."""
    judged = [each.rule for each in looks if not each.mute]
    spans = [rule.false_alarm_every for rule in judged if isinstance(rule, BaselineRule)]
    sure = [rule.confidence for rule in judged if isinstance(rule, WindowRule)]
    return ChanceBudget(
        drifts=len(spans),
        a_quarter=sum((Fraction(QUARTER / each) for each in spans), Fraction(0)),
        once_in=(min(spans), max(spans)) if spans else None,
        limits=len(sure),
        confidence=(min(sure), max(sure)) if sure else None,
    )
