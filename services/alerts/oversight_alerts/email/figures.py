"""An episode's place and figure in words."""

from fractions import Fraction
from typing import Protocol

from oversight_alerts.rules import formatting
from oversight_alerts.rules.builtin import UNITS
from oversight_alerts.rules.observation import Observation
from oversight_contracts.breakdowns import in_words, pairs_of
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reference import WHOLE_FORCE
from oversight_contracts.facts.episode import EpisodeFact

NO_FIGURE = "no figure"


class Placed(Protocol):
    """An episode or a series: a force, an area of it, and a group or the source of a feed."""

    @property
    def force(self) -> str: ...

    @property
    def area(self) -> str: ...

    @property
    def by(self) -> str: ...


def place_of(catalogue: Catalogue, placed: Placed) -> str:
    """The area and its group: ``whole force, Black``; of no force the source."""
    force = catalogue.forces.get(placed.force)
    groups = [in_words(value) for value in pairs_of(placed.by).values()]
    if force is None:
        return ", ".join(groups)
    whole = placed.area == WHOLE_FORCE or placed.area not in force.areas
    area = "whole force" if whole else force.areas[placed.area].title
    return ", ".join([area, *groups])


def figure_of(catalogue: Catalogue, fact: EpisodeFact, observation: Observation | None) -> str:
    """An episode's figure now, with its unit; the last that is known where there is none now."""
    value = None if observation is None else observation.figure.value
    if value is None:
        if fact.value is None:
            return NO_FIGURE
        value = Fraction(str(fact.value))
    return amount_of(catalogue, fact.indicator, value)


def amount_of(catalogue: Catalogue, indicator: str, value: Fraction) -> str:
    """A value with its unit, also of what no file defines."""
    defined = catalogue.indicators.get(indicator)
    if defined is not None:
        return formatting.amount(defined, value)
    return f"{formatting.number(value, 0)} {UNITS.get(indicator, '')}".strip()
