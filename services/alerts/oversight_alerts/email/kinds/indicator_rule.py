"""The values of an e-mail about a rule on an indicator."""

from collections.abc import Mapping
from datetime import date

from oversight_alerts.email.context import NotificationContext
from oversight_alerts.rules import formatting
from oversight_alerts.rules.chance import chance_of
from oversight_alerts.rules.kind import Row
from oversight_alerts.rules.kinds import RULE_KINDS
from oversight_alerts.rules.observation import Observation
from oversight_contracts.breakdowns import in_words, pairs_of
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reference import WHOLE_FORCE
from oversight_contracts.definitions.models.rules import (
    BaselineRule,
    BucketRule,
    LevelRule,
    MilestoneRule,
    OutcomeDifferenceRule,
    Rule,
    SpecialCauseRule,
    WindowRule,
    interval_name,
)
from oversight_contracts.measures.indicator import Indicator
from oversight_contracts.windows import days_of
from oversight_measures.periods.period import DAY


def values_of(catalogue: Catalogue, context: NotificationContext) -> Mapping[str, object]:
    """The values that the templates print."""
    rule, observation = context.rule, context.observation
    indicator, kind = catalogue.indicators[rule.indicator], RULE_KINDS[rule.kind]
    window, series = observation.window, observation.series
    force = catalogue.forces[series.force]
    return {
        "indicator": indicator,
        "ask": catalogue.ask_about(series.force, indicator.id),
        "force": force.title,
        "area": None if series.area == WHOLE_FORCE else force.areas[series.area].title,
        "compared": list(kind.compared(observation)),
        "worse": formatting.worse(rule.direction),
        "side": _side(observation),
        "chance": chance_of(rule),
        "in_days": _in_days(rule, indicator, observation),
        "limit": _limit(context, indicator),
        "usual": observation.usual,
        "began": observation.began and date.fromisoformat(observation.began),
        "mute": observation.why_silent,
        "terms": kind.terms(rule, indicator),
        "in_drift": observation.usual is not None,
        "on_course": isinstance(rule, MilestoneRule | OutcomeDifferenceRule),
        "so_far": isinstance(rule, MilestoneRule),
        "missed": _is_past(catalogue, rule, observation),
        "charted": isinstance(rule, SpecialCauseRule),
        "at": _at(rule, indicator, observation),
        "cause": observation.cause,
        "opened_before": _opened_before(rule, observation),
        "breakdown": _breakdown(catalogue, series.by),
        "period": formatting.period(window),
        "counts": kind.counts(indicator, observation),
        "pending": _pending(indicator),
        "interval_name": interval_name(rule),
        "sample_details": list(kind.sample_details(observation)),
        "rule_details": list(kind.rule_details(rule)),
        # A count that is its own sample, against a minimum of one or of none, tells nothing.
        "counts_itself": _counts_itself(rule, indicator),
    }


def _limit(context: NotificationContext, indicator: Indicator) -> str:
    """What the figure is held against: a limit as its rule has it, or what is usual."""
    rule, limit = context.rule, context.observation.limit
    if isinstance(rule, LevelRule):
        return formatting.short_limit(indicator, rule.threshold)
    return "" if limit is None else formatting.brief(indicator, limit)


def _is_past(catalogue: Catalogue, rule: Rule, observation: Observation) -> bool:
    """True of a milestone whose period is over."""
    if not isinstance(rule, MilestoneRule) or rule.plan not in catalogue.plans:
        return False
    period = catalogue.plans[rule.plan].periods[rule.period]
    return days_of(observation.window).end >= period.end


def _in_days(rule: Rule, indicator: Indicator, observation: Observation) -> str:
    """In how many days a count came that is held against a limit: ``in 7 days``."""
    if not indicator.is_count or not isinstance(rule, LevelRule) or not observation.window.first:
        return ""
    days = days_of(observation.window).days
    return f" in {days} days" if days > 1 else " in a day"


def _side(observation: Observation) -> str:
    """On which side of what is usual the figure lies."""
    value, usual = observation.figure.value, observation.limit
    if value is None or usual is None:
        return "against"
    return "at" if value == usual else formatting.worse(1 if value > usual else -1)


def _at(rule: Rule, indicator: Indicator, observation: Observation) -> str:
    """When a point of a process chart is: in June 2026; at the end of a day, of a balance."""
    days = days_of(observation.window)
    if indicator.is_balance:
        return f"at the end of {formatting.day(days.end - DAY)}"
    bucket = rule.bucket if isinstance(rule, BucketRule) else "day"
    return f"in {formatting.bucket_name(bucket, days.start)}"


def _counts_itself(rule: Rule, indicator: Indicator) -> bool:
    # The minimum of what has a baseline is of that, and not of the figure's own sample.
    of_baseline = isinstance(rule, BaselineRule)
    return of_baseline or (indicator.is_count and rule.minimum == 1)


def _opened_before(rule: Rule, observation: Observation) -> str:
    """The days whose level opened what lasts, where the newest are others; else empty."""
    spell = observation.spell
    if spell is None or not isinstance(rule, WindowRule) or spell.opened == observation.bucket:
        return ""
    last = formatting.day(date.fromisoformat(spell.opened))
    if rule.window == 1 and rule.bucket == "day":
        return f"the figure of {last}"
    return f"the {rule.window} {rule.bucket}s to that of {last}"


def _breakdown(catalogue: Catalogue, by: str) -> list[Row]:
    return [
        (catalogue.dimensions[dimension].title, in_words(value))
        for dimension, value in pairs_of(by).items()
    ]


def _pending(indicator: Indicator) -> tuple[str, str] | None:
    """The name of what is pending, and how the figure treats it."""
    means = indicator.pending_means
    return (means, indicator.pending_treatment) if means is not None else None
