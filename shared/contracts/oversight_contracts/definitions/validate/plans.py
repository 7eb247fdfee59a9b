"""What milestones must agree with: indicators, series, areas, periods and the document."""

from collections.abc import Iterator, Mapping

from oversight_contracts.definitions.models.documents import Document
from oversight_contracts.definitions.models.plans import Plan, SetChange, SetMilestone
from oversight_contracts.definitions.models.reference import WHOLE_FORCE, Dimension, Force
from oversight_contracts.definitions.validate.series import check_series
from oversight_contracts.definitions.yaml_source import Finding
from oversight_contracts.measures.indicator import Indicator


def check_plan(
    plan: Plan,
    indicators: Mapping[str, Indicator],
    forces: Mapping[str, Force],
    dimensions: Mapping[str, Dimension],
    documents: Mapping[str, Document],
) -> Iterator[Finding]:
    """Everything in ``plan`` that nothing stands behind, and milestones that are set twice."""
    if plan.document not in documents:
        yield ("document",), f"no document {plan.document} in documents.yaml"
        return
    if plan.force not in forces:
        yield ("force",), f"no force {plan.force} in areas.yaml"
        return
    seen: set[tuple[str, str, str, str]] = set()
    for index, each in enumerate(plan.milestones):
        place = ("milestones", index)
        for where, reason in (
            *_check_figure(each, indicators, dimensions),
            *_check_place(plan, each, forces[plan.force], documents[plan.document]),
        ):
            yield (*place, *where), reason
        key = (each.indicator, each.by, each.area, each.period)
        if key in seen:
            yield place, f"a milestone of {', '.join(filter(None, key))} stands here already"
        seen.add(key)


def _check_figure(
    each: SetMilestone, indicators: Mapping[str, Indicator], dimensions: Mapping[str, Dimension]
) -> Iterator[Finding]:
    indicator = indicators.get(each.indicator)
    if indicator is None:
        yield ("indicator",), f"no indicator {each.indicator}"
        return
    for reason in check_series(each.by, indicator, dimensions):
        yield ("by",), reason


def _check_place(
    plan: Plan, each: SetMilestone, force: Force, document: Document
) -> Iterator[Finding]:
    if each.area not in (WHOLE_FORCE, *force.areas):
        yield ("area",), f"no area {each.area} in {plan.force}"
    if each.row not in document.rows:
        yield ("row",), f"{plan.document} has no row {each.row}"
    if each.period not in plan.periods:
        yield ("period",), f"no period {each.period}: known are {', '.join(plan.periods)}"
    if not isinstance(each, SetChange):
        return
    if each.baseline not in plan.periods:
        yield ("baseline",), f"no period {each.baseline}: known are {', '.join(plan.periods)}"
    elif each.period in plan.periods and (
        plan.periods[each.baseline].end > plan.periods[each.period].start
    ):
        yield ("baseline",), f"{each.baseline} does not end before {each.period} begins"
