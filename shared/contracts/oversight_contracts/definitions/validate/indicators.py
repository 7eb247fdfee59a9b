"""Checks that a record can match a definition: no conditions that contradict each other."""

from collections.abc import Iterator, Mapping

from oversight_contracts.definitions.explain.examples import Examples
from oversight_contracts.definitions.explain.satisfiability import (
    check_conditions_possible,
    day_tests,
)
from oversight_contracts.definitions.models.reference import Target
from oversight_contracts.definitions.yaml_source import Finding
from oversight_contracts.measures.indicator import Indicator


def check_possibility(indicator: Indicator) -> Iterator[Finding]:
    """Every condition that can never hold beside those it stands with.

    Only for an indicator whose fields and values are known to exist.
    """
    for word, spec in indicator.contributions.items():
        population, place = spec.population, (word, "where")
        before = day_tests(population)
        found = list(check_conditions_possible(population, before, population.where, place))
        yield from found or spec.check_possible()


def check_by_trial(indicator: Indicator, targets: Mapping[str, Target]) -> Iterator[Finding]:
    """Every population in which no record that was tried counts.

    A reason of cancellation without a cancellation, say: each condition can hold, and no record
    may have both. Trying is no proof, so this is for analysts and keeps no service from starting.
    """
    for word, population in indicator.populations.items():
        tried = Examples(indicator, word, targets, force="example")
        if not tried.counting(1):
            yield (
                (word,),
                f"no {population.kind} that was tried counts: docs/records.md has its rules",
            )
