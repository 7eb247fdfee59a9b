"""The rule kind ``milestone``: one series on its course to the level that a plan sets."""

from collections.abc import Iterator

from oversight_alerts.rules import formatting
from oversight_alerts.rules.judgement.courses import observe_course
from oversight_alerts.rules.judgement.subjects import SingleSeries
from oversight_alerts.rules.kind import Area, RuleKind
from oversight_alerts.rules.observation import Observation
from oversight_alerts.rules.series import RuleSeries
from oversight_contracts.definitions.models.rules import MilestoneRule, interval_name
from oversight_contracts.measures.indicator import Indicator
from oversight_measures.spread.observed import Kind


class MilestoneKind(RuleKind[MilestoneRule]):
    """One series an area."""

    def observe(self, rule: MilestoneRule, area: Area) -> Iterator[Observation]:
        """See ``RuleKind``."""
        series = RuleSeries(rule.id, area.force, area.area, rule.by)
        yield observe_course(rule, SingleSeries(area, series))

    def terms(self, rule: MilestoneRule, indicator: Indicator) -> str:
        """See ``RuleKind``."""
        worse = formatting.worse(rule.direction)
        counted = indicator.change_test.kind is Kind.COUNT
        course = "as much of it as days have passed" if counted else "the level"
        return (
            f"holds the figure of {rule.period} so far, {rule.bucket} by {rule.bucket}, against "
            f"{course} that {rule.plan} sets; opens from a quarter of it on where it is {worse} by "
            f"more than it varies by itself ({interval_name(rule)}), and once it is over where it "
            f"is {worse}; is over once it is there or better"
        )


KIND = MilestoneKind()
