"""The series of a rule: one breakdown value in one area of one force."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reference import WHOLE_FORCE, Force, counted_forces
from oversight_contracts.definitions.models.rules import Rule
from oversight_contracts.facts.episode import EpisodeFact


@dataclass(frozen=True, order=True)
class RuleSeries:
    """A rule on one series; an episode belongs to one series, and a series has one at a time."""

    rule: str
    force: str
    area: str
    by: str = ""


def series_of(fact: EpisodeFact) -> RuleSeries:
    """The series that an episode is of."""
    return RuleSeries(fact.rule, fact.force, fact.area, fact.by)


def places(catalogue: Catalogue, rule: Rule, day: date) -> Iterator[tuple[str, str]]:
    """The (force, area) pairs that the rule looks at on the London ``day``."""
    for name, force in counted_forces(catalogue.forces).items():
        if rule.force in (None, name):
            for area in _areas(force, rule.areas, day):
                yield name, area


def _areas(force: Force, wanted: tuple[str, ...], day: date) -> Iterator[str]:
    # Each area once, however many of the rule's words name it.
    if WHOLE_FORCE in wanted:
        yield WHOLE_FORCE
    for name, area in force.areas.items():
        named = name in wanted or f"every {area.kind}" in wanted
        if named and area.valid_on(day):
            yield name
