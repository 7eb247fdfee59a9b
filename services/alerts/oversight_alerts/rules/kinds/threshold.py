"""The rule kind ``threshold``: the figure of one series against a threshold."""

from collections.abc import Iterator

from oversight_alerts.rules.kind import Area, RuleKind, is_count
from oversight_alerts.rules.observation import Observation, observation_of
from oversight_alerts.rules.series import RuleSeries
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.indicators import (
    Indicator,
    ProportionIndicator,
    RatioIndicator,
)
from oversight_contracts.definitions.models.reference import Residents
from oversight_contracts.definitions.models.rules import ThresholdRule
from oversight_contracts.figures.figure import Figure, figure


class ThresholdKind(RuleKind[ThresholdRule]):
    """One series an area; residents are those of the newest census."""

    def observe(self, rule: ThresholdRule, area: Area) -> Iterator[Observation]:
        """See ``RuleKind``."""
        indicator = area.indicator
        residents = residents_of(area.catalogue, area.force, area.area, rule.by)
        found = figure(indicator, area.total(rule.by), residents)
        series = RuleSeries(rule.id, area.force, area.area, rule.by)
        sample, counted = _sample(indicator, found), is_count(indicator)
        yield observation_of(rule, series, area.window, found, sample, counted)


def residents_of(catalogue: Catalogue, force: str, area: str, by: str) -> int | None:
    """Residents of an area at its newest census, all or of one group such as ``ethnicity=Black``.

    None where they are not known: the rate has no value then.
    """
    census = _newest(catalogue, force, area)
    if census is None:
        return None
    if not by:
        return census.total
    dimension, _, group = by.partition("=")
    return census.groups.get(dimension, {}).get(group)


def _newest(catalogue: Catalogue, force: str, area: str) -> Residents | None:
    # A threshold rule names no basis; census-2011 < census-2021 as text too.
    here = [each for each in catalogue.residents if (each.force, each.area) == (force, area)]
    known = [each for each in here if each.only is None]
    return max(known, key=lambda each: each.basis, default=None)


def _sample(indicator: Indicator, found: Figure) -> int:
    if isinstance(indicator, ProportionIndicator | RatioIndicator):
        return found.denominator or 0
    return found.numerator


KIND = ThresholdKind()
