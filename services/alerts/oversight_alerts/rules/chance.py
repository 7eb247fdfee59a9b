"""How often chance alone opens an alert of a rule, as the rule states it itself. Pure."""

from oversight_alerts.rules import formatting
from oversight_contracts.definitions.models.rules import (
    BaselineRule,
    MilestoneRule,
    Rule,
    WindowRule,
    interval_name,
)


def chance_of(rule: Rule) -> str:
    """How often chance alone opens an alert of a rule, as it states it itself."""
    if isinstance(rule, BaselineRule):
        span = formatting.span(rule.false_alarm_every)
        return f"Chance alone opens an alert of each series once in {span} on average."
    if isinstance(rule, WindowRule):
        return (
            f"All of the {interval_name(rule)}, as wide as the figure varies by itself, has to lie "
            "beyond the limit: the further the usual figure is from it, the less often by chance."
        )
    if isinstance(rule, MilestoneRule):
        return "Of years that run on their course exactly, chance calls 2 in 100 behind."
    return ""
