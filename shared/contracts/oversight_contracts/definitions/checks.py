"""Checks of an indicator beyond its own shape: fields, dimensions and targets exist."""

from collections.abc import Iterator, Mapping

from oversight_contracts.definitions.models.populations import Population
from oversight_contracts.definitions.models.reference import Dimension, Target
from oversight_contracts.definitions.validate.fields import (
    check_conditions,
    check_dimension,
    check_moment,
)
from oversight_contracts.definitions.yaml_source import Finding, Place
from oversight_contracts.measures.indicator import Indicator
from oversight_contracts.records.fields import part_lists_of
from oversight_contracts.records.kinds import KINDS, STATEMENTS


def check_indicator(
    indicator: Indicator, dimensions: Mapping[str, Dimension], targets: Mapping[str, Target]
) -> Iterator[Finding]:
    """Everything in ``indicator`` that no record, dimension or target stands behind."""
    populations = indicator.populations
    for word, population in populations.items():
        yield from _check_population(population, (word,))
    if any(population.kind not in KINDS for population in populations.values()):
        return
    for spec in indicator.contributions.values():
        yield from spec.check(targets)
    for index, breakdown in enumerate(indicator.breakdowns):
        for name in breakdown:
            place = ("breakdowns", index)
            yield from check_dimension(populations.values(), name, place, dimensions)
    yield from indicator.check(dimensions)


def _check_population(population: Population, place: Place) -> Iterator[Finding]:
    if population.kind not in KINDS:
        yield (*place, "kind"), f"no such kind of record: known are {', '.join(KINDS)}"
        return
    if population.kind in STATEMENTS:
        yield (*place, "kind"), f"a {population.kind} is stated as it is and cannot be counted"
        return
    if population.each and population.each not in part_lists_of(population.kind):
        yield (*place, "each"), f"{population.kind} has no list of parts of this name"
    yield from check_moment(population.kind, population.at, (*place, "at"), population.each)
    yield from check_conditions(population.kind, population.where, (*place, "where"))
