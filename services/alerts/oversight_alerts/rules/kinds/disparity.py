"""The rule kind ``disparity``: the disparity ratio of each named group against a limit."""

from collections.abc import Iterator

from oversight_alerts.rules.groups import OfGroups
from oversight_alerts.rules.judgement.levels import observe_level
from oversight_alerts.rules.judgement.subjects import groups_of
from oversight_alerts.rules.kind import Area, level_terms
from oversight_alerts.rules.observation import Observation
from oversight_contracts.definitions.models.rules import DisparityRule
from oversight_contracts.measures.indicator import Indicator


class DisparityKind(OfGroups[DisparityRule]):
    """A series for each group of an area."""

    def observe(self, rule: DisparityRule, area: Area) -> Iterator[Observation]:
        """See ``RuleKind``."""
        for subject in groups_of(rule, rule.groups, rule.basis, area):
            yield observe_level(rule, subject)

    def terms(self, rule: DisparityRule, indicator: Indicator) -> str:
        """See ``RuleKind``."""
        return level_terms(rule, indicator)


KIND = DisparityKind()
