"""The rule kind ``threshold``: the figure of one series against a threshold."""

from collections.abc import Iterator

from oversight_alerts.rules.kind import Area, RuleKind
from oversight_alerts.rules.observation import Observation, observation_of
from oversight_alerts.rules.series import RuleSeries
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.rules import ThresholdRule


class ThresholdKind(RuleKind[ThresholdRule]):
    """One series an area; residents are those of the newest census."""

    def observe(self, rule: ThresholdRule, area: Area) -> Iterator[Observation]:
        """See ``RuleKind``."""
        indicator = area.indicator
        residents = residents_of(area.catalogue, area.force, area.area, rule.by)
        found = indicator.figure(area.total(rule.by), residents)
        series = RuleSeries(rule.id, area.force, area.area, rule.by)
        sample, counted = indicator.sample(found), indicator.is_count
        yield observation_of(rule, series, area.window, found, sample, counted)


def residents_of(catalogue: Catalogue, force: str, area: str, by: str) -> int | None:
    """Residents of an area at its newest census, all or of one group such as ``ethnicity=Black``.

    None where they are not known: the rate has no value then.
    """
    census = catalogue.newest_residents(force, area)
    if census is None:
        return None
    if not by:
        return census.total
    dimension, _, group = by.partition("=")
    return census.groups.get(dimension, {}).get(group)


KIND = ThresholdKind()
