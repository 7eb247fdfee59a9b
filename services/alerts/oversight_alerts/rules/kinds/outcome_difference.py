"""The rule kind ``outcome-difference``: a share of each named group against that of another."""

from collections.abc import Iterator

from oversight_alerts.rules import formatting
from oversight_alerts.rules.judgement.differences import observe_difference
from oversight_alerts.rules.judgement.subjects import SingleSeries
from oversight_alerts.rules.kind import Area, RuleKind
from oversight_alerts.rules.observation import Observation
from oversight_alerts.rules.series import RuleSeries
from oversight_contracts.definitions.models.rules import OutcomeDifferenceRule, interval_name
from oversight_contracts.measures.indicator import Indicator


class OutcomeDifferenceKind(RuleKind[OutcomeDifferenceRule]):
    """A series for each group of an area."""

    def observe(self, rule: OutcomeDifferenceRule, area: Area) -> Iterator[Observation]:
        """See ``RuleKind``."""

        def series(group: str) -> SingleSeries:
            by = rule.series_of(group)
            return SingleSeries(area, RuleSeries(rule.id, area.force, area.area, by))

        reference = series(rule.reference)
        for group in rule.groups:
            yield observe_difference(rule, series(group), reference)

    def compared(self, observation: Observation) -> tuple[str, ...]:
        """The group."""
        return (observation.series.by.partition("=")[2],)

    def terms(self, rule: OutcomeDifferenceRule, indicator: Indicator) -> str:
        """See ``RuleKind``."""
        agreed = formatting.difference(indicator, rule.threshold)
        last = formatting.last_buckets(rule.window, rule.bucket)
        return (
            f"opens once a group's figure of {last} lies more than {agreed} {rule.when} that of "
            f"{rule.reference} by more than both vary by themselves ({interval_name(rule)}); is "
            f"over once the difference is {agreed} or less; both need {rule.minimum:,} cases"
        )


KIND = OutcomeDifferenceKind()
