"""The values of an e-mail about a rule on an indicator."""

from collections.abc import Mapping

from oversight_alerts.email.context import NotificationContext
from oversight_alerts.rules import formatting
from oversight_alerts.rules.kind import Row
from oversight_alerts.rules.kinds import RULE_KINDS
from oversight_contracts.breakdowns import in_words, pairs_of
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reference import WHOLE_FORCE
from oversight_contracts.measures.indicator import Indicator


def values_of(catalogue: Catalogue, context: NotificationContext) -> Mapping[str, object]:
    """The values that the templates print."""
    rule, observation = context.rule, context.observation
    indicator, kind = catalogue.indicators[rule.indicator], RULE_KINDS[rule.kind]
    window, series = observation.window, observation.series
    force = catalogue.forces[series.force]
    assert observation.figure.value is not None, "a rule speaks of values only"
    worse, better = ("above", "below") if rule.direction > 0 else ("below", "above")
    return {
        "indicator": indicator,
        "ask": catalogue.ask_about(series.force, indicator.id),
        "force": force.title,
        "area": None if series.area == WHOLE_FORCE else force.areas[series.area].title,
        "compared": list(kind.compared(observation)),
        "worse": worse,
        "better": better,
        "breakdown": _breakdown(catalogue, series.by),
        "period": formatting.period(indicator, window, rule.window, context.now),
        "judged_late": bool(formatting.lag(indicator, window, context.now)),
        "counts": kind.counts(indicator, observation),
        "pending": _pending(indicator),
        "sample_details": list(kind.sample_details(observation)),
        "rule_details": list(kind.rule_details(rule)),
        # A count that is its own sample, against a minimum of one, tells nothing.
        "counts_itself": indicator.is_count and rule.minimum == 1,
    }


def _breakdown(catalogue: Catalogue, by: str) -> list[Row]:
    return [
        (catalogue.dimensions[dimension].title, in_words(value))
        for dimension, value in pairs_of(by).items()
    ]


def _pending(indicator: Indicator) -> tuple[str, str] | None:
    """The name of what is pending, and how the figure treats it."""
    means = indicator.pending_means
    return (means, indicator.pending_treatment) if means is not None else None
