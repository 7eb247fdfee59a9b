"""What rules of the disparity of groups have in common: their series, and words of them. Pure."""

from collections.abc import Iterator
from fractions import Fraction
from typing import TypeVar

from oversight_alerts.rules import formatting
from oversight_alerts.rules.kind import Row, RuleKind, among_residents
from oversight_alerts.rules.observation import Observation
from oversight_contracts.definitions.models.rules import DisparityDriftRule, DisparityRule
from oversight_contracts.measures.indicator import Indicator

G = TypeVar("G", DisparityRule, DisparityDriftRule)


class OfGroups(RuleKind[G]):
    """A kind whose series are groups, each held against the reference group of its indicator."""

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

    def rule_details(self, rule: G) -> Iterator[Row]:
        """The census whose residents are compared."""
        yield "Residents", rule.basis


def _group(observation: Observation) -> str:
    return observation.series.by.partition("=")[2]
