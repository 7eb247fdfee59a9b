"""An episode's place and figure in words."""

from fractions import Fraction

from oversight_alerts.rules import formatting
from oversight_alerts.rules.builtin import UNITS
from oversight_alerts.rules.observation import Observation
from oversight_contracts.breakdowns import in_words, pairs_of
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reference import WHOLE_FORCE
from oversight_contracts.facts.episode import EpisodeFact


def place_of(catalogue: Catalogue, fact: EpisodeFact) -> str:
    """The area of an episode and its group: ``whole force, Black``."""
    force = catalogue.forces.get(fact.force)
    groups = [in_words(value) for value in pairs_of(fact.by).values()]
    if force is None:
        return ", ".join(groups)
    whole = fact.area == WHOLE_FORCE or fact.area not in force.areas
    area = "whole force" if whole else force.areas[fact.area].title
    return ", ".join([area, *groups])


def figure_of(catalogue: Catalogue, fact: EpisodeFact, observation: Observation | None) -> str:
    """An episode's figure now, with its unit; the last that is known where there is none now."""
    value = None if observation is None else observation.figure.value
    if value is None:
        if fact.value is None:
            return "no figure"
        value = Fraction(str(fact.value))
    indicator = catalogue.indicators.get(fact.indicator)
    if indicator is not None:
        return formatting.amount(indicator, value)
    return f"{formatting.number(value, 0)} {UNITS.get(fact.indicator, '')}".strip()
