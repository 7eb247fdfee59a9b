"""The shift that a rule is there to find, in words and as the flows that have it. Pure."""

from decimal import Decimal
from math import sqrt
from typing import NamedTuple

from oversight_contracts.definitions.models.rules import (
    IndicatorRule,
    LevelRule,
    OutcomeDifferenceRule,
    ShiftRule,
    SpecialCauseRule,
)
from oversight_contracts.detection import Volumes, shifted_share
from oversight_local.rules.chances import counted, rule_days
from oversight_local.rules.watched import Watched, percentile_of
from oversight_measures.detectors.flows import Cases, Flow
from oversight_measures.spread.observed import Kind

# Of a limit that says no `worse_by`, a level so far beyond it is to be found.
BEYOND = Decimal("0.1")
# Where a percentile is beyond its limit, so many times the cases that may be slower are.
SLOWER = 1.5
LEAST, MOST = 0.001, 0.999
# A special cause that lasts is to be found where it moves a bucket by so many standard deviations.
DEVIATIONS = 2.0


class NamedShift(NamedTuple):
    """What is to be found, in words, and the flows once it has begun."""

    words: str
    flows: list[Flow]


def named_shift(watched: Watched, flows: list[Flow]) -> NamedShift:
    """The shift of a rule on its own flows."""
    rule, volumes = watched.rule, watched.volumes
    assert volumes is not None
    (own,), others = counted(watched)
    reference = next((flow.a_day[0] for flow in flows if flow.names == others), 0.0)
    shifted = [
        _shifted(rule, volumes, flow, reference) if own in flow.names else flow for flow in flows
    ]
    return NamedShift(in_words(rule), shifted)


def in_words(rule: IndicatorRule) -> str:
    """A tenth of the usual less; a level beyond the limit."""
    if isinstance(rule, ShiftRule):
        what = "slow cases" if percentile_of(rule) else "the usual"
        return f"{rule.times:f} times {what}"
    if isinstance(rule, SpecialCauseRule):
        return f"{DEVIATIONS:g} standard deviations of a {rule.bucket}"
    if isinstance(rule, OutcomeDifferenceRule):
        return f"a difference of {2 * rule.threshold:f}"
    assert isinstance(rule, LevelRule)
    if percentile_of(rule):
        return f"{SLOWER:g} times as many beyond {rule.threshold:f} as may be"
    return f"a level of {_level(rule):f}"


def _level(rule: LevelRule) -> Decimal:
    """The level to be found, in the indicator's unit."""
    far = rule.worse_by or BEYOND * rule.threshold or Decimal(1)
    beyond = rule.threshold + rule.direction * far
    return beyond if beyond > 0 else rule.threshold / 2


def _shifted(rule: IndicatorRule, volumes: Volumes, flow: Flow, reference: float) -> Flow:
    if isinstance(flow, Cases):
        return flow.shifted(min(MOST, max(LEAST, _share(rule, volumes, flow.share))))
    return flow.shifted(_times(rule, volumes, flow.a_day[0], reference))


def _share(rule: IndicatorRule, volumes: Volumes, usual: float) -> float:
    """The share of hits once it has shifted."""
    if isinstance(rule, ShiftRule):
        return shifted_share(volumes.kind, usual, float(rule.times))
    if isinstance(rule, SpecialCauseRule):
        return usual + rule.direction * DEVIATIONS * _deviation(rule, volumes, usual)
    assert volumes.limit is not None
    if isinstance(rule, OutcomeDifferenceRule):
        return (volumes.reference_share or usual) + rule.direction * 2 * volumes.limit
    assert isinstance(rule, LevelRule)
    if percentile_of(rule):
        return volumes.limit * SLOWER
    return shifted_share(volumes.kind, volumes.limit, float(_level(rule) / rule.threshold))


def _deviation(rule: SpecialCauseRule, volumes: Volumes, usual: float) -> float:
    """The standard deviation of a bucket's share, or of its events over their mean."""
    of = volumes.a_day * rule_days(rule)
    chance = of if volumes.kind is Kind.COUNT else of / (usual * (1 - usual))
    return sqrt(volumes.dispersion / chance)


def _times(rule: IndicatorRule, volumes: Volumes, a_day: float, reference: float) -> float:
    """How many times as many events there are: of a count, or of a group beside its reference."""
    if isinstance(rule, ShiftRule):
        return float(rule.times)
    if isinstance(rule, SpecialCauseRule):
        return max(LEAST, 1 + rule.direction * DEVIATIONS * _deviation(rule, volumes, a_day))
    assert volumes.limit is not None
    assert isinstance(rule, LevelRule)
    if volumes.kind is Kind.COUNT:
        beyond = float(_level(rule)) if not rule.threshold else 0.0
        events = volumes.limit * float(_level(rule) / (rule.threshold or 1)) or beyond
        return events / (rule.window * rule_days(rule)) / a_day
    odds = volumes.limit / (1 - volumes.limit) * float(_level(rule) / rule.threshold)
    return odds * reference / a_day
