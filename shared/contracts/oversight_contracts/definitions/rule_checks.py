"""What a rule must agree with: its indicator, the areas, the breakdown and the residents."""

from collections.abc import Iterator, Mapping

from oversight_contracts.definitions.checks import Finding
from oversight_contracts.definitions.indicators import DisparityIndicator, Indicator
from oversight_contracts.definitions.reference import WHOLE_FORCE, Force, Residents
from oversight_contracts.definitions.rules import DisparityRule, Rule, ThresholdRule


def check_rule(
    rule: Rule,
    indicators: Mapping[str, Indicator],
    forces: Mapping[str, Force],
    residents: tuple[Residents, ...],
) -> Iterator[Finding]:
    """Everything in ``rule`` that nothing stands behind."""
    indicator = indicators.get(rule.indicator)
    if indicator is None:
        yield ("indicator",), f"no indicator {rule.indicator}"
        return
    if rule.force is not None and rule.force not in forces:
        yield ("force",), f"no force {rule.force} in areas.yaml"
    yield from _check_areas(rule, forces)
    if isinstance(rule, ThresholdRule):
        yield from _check_threshold(rule, indicator)
    else:
        yield from _check_disparity(rule, indicator, residents)


def _check_areas(rule: Rule, forces: Mapping[str, Force]) -> Iterator[Finding]:
    areas = [item for force in forces.values() for item in force.areas.items()]
    known = {WHOLE_FORCE, *(name for name, _ in areas), *(f"every {a.kind}" for _, a in areas)}
    for index, area in enumerate(rule.areas):
        if area not in known:
            yield ("areas", index), f"no area {area} in areas.yaml"


def _check_threshold(rule: ThresholdRule, indicator: Indicator) -> Iterator[Finding]:
    if isinstance(indicator, DisparityIndicator):
        yield ("kind",), "a disparity is judged by a rule of kind disparity"
    dimensions = tuple(pair.partition("=")[0] for pair in rule.by.split(",") if pair)
    if dimensions and dimensions not in indicator.breakdowns:
        yield ("by",), f"{indicator.id} is not kept by {', '.join(dimensions)}"
    if rule.resolve_at is not None:
        recovered = rule.resolve_at - rule.threshold
        if (recovered < 0) != (rule.when == "above") and recovered != 0:
            yield ("resolve_at",), "lies on the broken side of the threshold"


def _check_disparity(
    rule: DisparityRule, indicator: Indicator, residents: tuple[Residents, ...]
) -> Iterator[Finding]:
    if not isinstance(indicator, DisparityIndicator):
        yield ("indicator",), f"{indicator.id} is no disparity"
        return
    counted = [
        each.groups.get(indicator.group, {}) for each in residents if each.basis == rule.basis
    ]
    if not counted:
        yield ("basis",), f"no residents of {rule.basis} in residents.yaml"
    for index, group in enumerate(rule.groups):
        if counted and not any(group in groups for groups in counted):
            yield ("groups", index), f"no residents are known for {indicator.group}={group}"
