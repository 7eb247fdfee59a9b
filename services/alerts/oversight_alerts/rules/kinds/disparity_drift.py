"""The rule kind ``disparity-drift``: the ratio of each named group away from its baseline."""

from collections.abc import Iterator

from oversight_alerts.rules.groups import OfGroups
from oversight_alerts.rules.judgement.drifts import observe_drift
from oversight_alerts.rules.judgement.subjects import groups_of
from oversight_alerts.rules.kind import Area, shift_terms
from oversight_alerts.rules.observation import Observation
from oversight_contracts.definitions.models.rules import DisparityDriftRule
from oversight_contracts.measures.indicator import Indicator


class DisparityDriftKind(OfGroups[DisparityDriftRule]):
    """A series for each group of an area."""

    def observe(self, rule: DisparityDriftRule, area: Area) -> Iterator[Observation]:
        """See ``RuleKind``."""
        for subject in groups_of(rule, rule.groups, rule.basis, area):
            yield observe_drift(rule, subject)

    def terms(self, rule: DisparityDriftRule, indicator: Indicator) -> str:
        """See ``RuleKind``."""
        return shift_terms(rule, indicator)


KIND = DisparityDriftKind()
