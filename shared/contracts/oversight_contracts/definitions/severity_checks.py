"""What a severity must agree with: the count that it weighs, and the weights."""

from collections.abc import Iterable, Iterator, Mapping

from oversight_contracts.definitions.checks import Finding
from oversight_contracts.definitions.indicators import (
    CountIndicator,
    Indicator,
    SeverityIndicator,
)
from oversight_contracts.definitions.reference import Dimension
from oversight_contracts.definitions.weights import FIELDS, Weights


def check_severity(
    indicator: Indicator,
    indicators: Mapping[str, Indicator],
    dimensions: Mapping[str, Dimension],
    weights: Iterable[Weights],
) -> Iterator[Finding]:
    """Counts that are not kept, and weights of another field; none need have been supplied."""
    if not isinstance(indicator, SeverityIndicator):
        return
    weighed = indicators.get(indicator.of)
    if weighed is None:
        yield ("of",), f"no indicator {indicator.of}"
    elif not isinstance(weighed, CountIndicator):
        yield ("of",), f"{indicator.of} is no count: weights are of how many"
    elif (indicator.by,) not in weighed.breakdowns:
        yield ("by",), f"{indicator.of} is not kept by {indicator.by}"
    elif indicator.by in dimensions:
        yield from _check_weights(indicator, weighed, dimensions[indicator.by], weights)
        if indicator.grain != weighed.grain:
            yield ("grain",), f"{indicator.of} is kept by the {weighed.grain}"
    if indicator.breakdowns not in ((), ((indicator.by,),)):
        yield ("breakdowns",), f"it is weighed by {indicator.by} and can be kept by nothing else"


def _check_weights(
    indicator: SeverityIndicator,
    weighed: CountIndicator,
    dimension: Dimension,
    weights: Iterable[Weights],
) -> Iterator[Finding]:
    field = dimension.fields.get(weighed.counts.kind)
    if weighed.counts.kind != "crime" or dimension.groups or field not in FIELDS:
        yield ("by",), f"weights are of each {' or '.join(FIELDS)} of a crime, not of groups"
        return
    for each in weights:
        if each.scheme == indicator.weights and each.field != field:
            reason = f"version {each.version} weighs each {each.field}, but the counts are by"
            yield ("weights",), f"{reason} {field}"
