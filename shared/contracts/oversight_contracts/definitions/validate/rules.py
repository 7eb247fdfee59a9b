"""Checks what every rule must agree with: its indicator, the force and the areas."""

from collections.abc import Iterator, Mapping

from oversight_contracts.definitions.models.plans import Plan
from oversight_contracts.definitions.models.reference import (
    WHOLE_FORCE,
    Dimension,
    Force,
    Residents,
    counted_forces,
)
from oversight_contracts.definitions.models.rules import IndicatorRule, RuleReferences
from oversight_contracts.definitions.yaml_source import Finding
from oversight_contracts.measures.indicator import Indicator


def check_rule(
    rule: IndicatorRule,
    indicators: Mapping[str, Indicator],
    forces: Mapping[str, Force],
    residents: tuple[Residents, ...],
    dimensions: Mapping[str, Dimension],
    plans: Mapping[str, Plan],
) -> Iterator[Finding]:
    """Everything in ``rule`` that nothing stands behind."""
    indicator = indicators.get(rule.indicator)
    if indicator is None:
        yield ("indicator",), f"no indicator {rule.indicator}"
        return
    if why := indicator.why_no_rule():
        yield ("indicator",), why
        return
    if rule.force is not None and rule.force not in forces:
        yield ("force",), f"no force {rule.force} in areas.yaml"
    elif rule.force is not None and rule.force not in counted_forces(forces):
        yield ("force",), f"{rule.force} is a comparator: nothing is counted in it"
    yield from _check_areas(rule, forces)
    yield from rule.check(indicator, RuleReferences(residents, dimensions, plans))


def _check_areas(rule: IndicatorRule, forces: Mapping[str, Force]) -> Iterator[Finding]:
    named = [force for name, force in forces.items() if rule.force in (None, name)]
    areas = [item for force in named for item in force.areas.items()]
    known = {WHOLE_FORCE, *(name for name, _ in areas), *(f"every {a.kind}" for _, a in areas)}
    for index, area in enumerate(rule.areas):
        if area not in known:
            yield ("areas", index), f"no area {area} in areas.yaml"
