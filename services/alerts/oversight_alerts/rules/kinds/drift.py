"""The rule kind ``drift``: one series away from its dated baseline."""

from collections.abc import Iterator
from fractions import Fraction

from oversight_alerts.rules.judgement.drifts import observe_drift, usual_percentile
from oversight_alerts.rules.judgement.subjects import SingleSeries, SlowCases
from oversight_alerts.rules.kind import Area, RuleKind, shift_terms
from oversight_alerts.rules.observation import Observation
from oversight_alerts.rules.series import RuleSeries
from oversight_contracts.definitions.models.rules import DriftRule
from oversight_contracts.measures.indicator import Indicator


class DriftKind(RuleKind[DriftRule]):
    """One series an area."""

    def observe(self, rule: DriftRule, area: Area) -> Iterator[Observation]:
        """See ``RuleKind``."""
        series = RuleSeries(rule.id, area.force, area.area, rule.by)
        subject = SingleSeries(area, series)
        if rule.percentile is not None:
            # Where there is no baseline nothing is slower than what was usual in it.
            usual = usual_percentile(rule, subject, rule.percentile)
            subject = SlowCases(area, series, usual or Fraction(0), rule.percentile)
        yield observe_drift(rule, subject)

    def terms(self, rule: DriftRule, indicator: Indicator) -> str:
        """See ``RuleKind``."""
        return shift_terms(rule, indicator)


KIND = DriftKind()
