"""The rule kind ``disparity``: the disparity ratio of each named group above a threshold."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from oversight_alerts.rules import formatting
from oversight_alerts.rules.kind import Area, Row, RuleKind, among_residents
from oversight_alerts.rules.observation import Observation, observation_of
from oversight_alerts.rules.series import RuleSeries
from oversight_contracts.definitions.models.rules import DisparityRule
from oversight_contracts.figures.figure import Figure, not_stated
from oversight_contracts.measures.indicator import Indicator
from oversight_contracts.recorded_fields import NO_SUCH_VALUE

NO_FIGURE = Figure(None, 0)


class DisparityKind(RuleKind[DisparityRule]):
    """A series for each group of an area, held against the reference group of its indicator."""

    def observe(self, rule: DisparityRule, area: Area) -> Iterator[Observation]:
        """See ``RuleKind``."""
        indicator, catalogue = area.indicator, area.catalogue
        compared = indicator.reference_group
        assert compared is not None
        dimension = compared.dimension
        known = catalogue.residents_of(area.force, area.area, rule.basis)
        residents = known.groups.get(dimension, {}) if known else {}
        unknown = catalogue.dimensions[dimension].not_stated
        totals = {group: area.total(f"{dimension}={group}") for group in (*residents, *unknown)}
        figures = indicator.figures_of_groups(totals, residents)
        reference, without = figures.get(compared.value), not_stated(totals, unknown)
        for group in rule.groups:
            found = figures.get(group, NO_FIGURE)
            sample = found.numerator + (reference.numerator if reference else 0)
            series = RuleSeries(rule.id, area.force, area.area, f"{dimension}={group}")
            observation = observation_of(rule, series, area.window, found, sample)
            observation = replace(observation, reference=reference, not_stated=without)
            # That no record has a group is no rate of nothing, and no recovery.
            recorded = found.value is None or found.numerator
            yield observation.not_recorded("" if recorded else NO_SUCH_VALUE)

    def compared(self, observation: Observation) -> tuple[str, ...]:
        """The group, where there is a reference to hold it against."""
        return (_group(observation),) if observation.reference else ()

    def counts(self, indicator: Indicator, observation: Observation) -> str:
        """The counts of the group and of the reference group."""
        assert indicator.reference_group is not None
        pairs = [
            (_group(observation), observation.figure),
            (indicator.reference_group.value, observation.reference),
        ]
        return "; ".join(f"{name}: {among_residents(each)}" for name, each in pairs if each)

    def sample_details(self, observation: Observation) -> Iterator[Row]:
        """The number and share of records without a stated group."""
        if observation.not_stated is None:
            return
        without, everything = observation.not_stated
        share = formatting.number(Fraction(100 * without, everything), 1) if everything else "0.0"
        counts = f"{formatting.number(without, 0)} of {formatting.number(everything, 0)}"
        yield "Not stated", f"{counts} ({share}%) say nothing of the group"

    def rule_details(self, rule: DisparityRule) -> Iterator[Row]:
        """The census whose residents are compared."""
        yield "Residents", rule.basis


def _group(observation: Observation) -> str:
    return observation.series.by.partition("=")[2]


KIND = DisparityKind()
