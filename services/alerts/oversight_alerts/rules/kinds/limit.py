"""The rule kind ``limit``: the level of one series against an agreed limit."""

from collections.abc import Iterator
from fractions import Fraction

from oversight_alerts.rules.judgement.levels import observe_level
from oversight_alerts.rules.judgement.subjects import SingleSeries, SlowCases
from oversight_alerts.rules.kind import Area, RuleKind, level_terms
from oversight_alerts.rules.observation import Observation
from oversight_alerts.rules.series import RuleSeries
from oversight_contracts.definitions.models.rules import LimitRule
from oversight_contracts.measures.indicator import Indicator


class LimitKind(RuleKind[LimitRule]):
    """One series an area; of a duration the percentile that the rule names."""

    def observe(self, rule: LimitRule, area: Area) -> Iterator[Observation]:
        """See ``RuleKind``."""
        series = RuleSeries(rule.id, area.force, area.area, rule.by)
        if rule.percentile is None:
            yield observe_level(rule, SingleSeries(area, series))
        else:
            longest = Fraction(rule.threshold)
            yield observe_level(rule, SlowCases(area, series, longest, rule.percentile))

    def terms(self, rule: LimitRule, indicator: Indicator) -> str:
        """See ``RuleKind``."""
        return level_terms(rule, indicator)


KIND = LimitKind()
