"""Populations for which no record can be made up: the schema's own rules forbid them together."""

from collections.abc import Iterator, Mapping

from oversight_contracts.definitions.checks import Finding, named_populations
from oversight_contracts.definitions.examples import Examples
from oversight_contracts.definitions.indicators import Indicator
from oversight_contracts.definitions.reference import Target


def check_by_trial(indicator: Indicator, targets: Mapping[str, Target]) -> Iterator[Finding]:
    """Every population in which no record that was tried counts.

    A reason of cancellation without a cancellation, say: each condition can hold, and no record
    may have both. Trying is no proof, so this is for analysts and keeps no service from starting.
    """
    for word, population in named_populations(indicator):
        tried = Examples(indicator, word, population, targets, force="example")
        if not tried.counting(1):
            yield (
                (word,),
                f"no {population.kind} that was tried counts: docs/records.md has its rules",
            )
