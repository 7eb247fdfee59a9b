"""The rule kind ``special-cause``: a special cause on the process chart of one series."""

from collections.abc import Iterator
from fractions import Fraction

from oversight_alerts.rules import formatting
from oversight_alerts.rules.judgement.balances import Balance
from oversight_alerts.rules.judgement.charts import observe_chart
from oversight_alerts.rules.judgement.drifts import usual_percentile
from oversight_alerts.rules.judgement.subjects import SingleSeries, SlowCases
from oversight_alerts.rules.kind import Area, RuleKind
from oversight_alerts.rules.observation import Observation
from oversight_alerts.rules.series import RuleSeries
from oversight_contracts.definitions.models.rules import SpecialCauseRule
from oversight_contracts.measures.indicator import Indicator
from oversight_measures.periods.period import DAY


class SpecialCauseKind(RuleKind[SpecialCauseRule]):
    """One series an area; of a balance what came and went."""

    def observe(self, rule: SpecialCauseRule, area: Area) -> Iterator[Observation]:
        """See ``RuleKind``."""
        series = RuleSeries(rule.id, area.force, area.area, rule.by)
        subject = SingleSeries(area, series)
        if area.indicator.is_balance:
            subject = Balance(area, series)
        elif rule.percentile is not None:
            usual = usual_percentile(rule, subject, rule.percentile)
            subject = SlowCases(area, series, usual or Fraction(0), rule.percentile)
        yield observe_chart(rule, subject)

    def terms(self, rule: SpecialCauseRule, indicator: Indicator) -> str:
        """See ``RuleKind``."""
        side, bucket = formatting.worse(rule.direction), rule.bucket
        what = "what came among all that came and went" if indicator.is_balance else "the figure"
        years = round(rule.false_alarm_every / DAY / 365.25, 1)
        return (
            f"holds {what} of each {bucket} against the process limits of its baseline, "
            f"or else of its first {rule.minimum} {bucket}s on record; opens at a "
            f"special cause {side} the mean: outside of three standard deviations, two of three "
            f"{bucket}s near that, seven in a row {side}, or seven each worse than the one before; "
            f"chance alone opens it once in {years:g} years on average; is over with the first "
            f"{bucket} back at the mean or better"
        )


KIND = SpecialCauseKind()
