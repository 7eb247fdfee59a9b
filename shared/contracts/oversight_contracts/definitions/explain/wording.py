"""Populations, conditions, fields and values in words, made from a definition."""

from collections.abc import Sequence
from datetime import date, datetime

from oversight_contracts.definitions.models.conditions import Condition, Conditions
from oversight_contracts.definitions.models.populations import Population
from oversight_measures.periods.period import LONDON

NAMES = {
    "incident": "incidents",
    "crime": "crimes",
    "stop-search": "stops and searches",
    "complaint": "complaint cases",
    "survey-response": "answers to surveys",
    "collision": "road collisions",
    "casualty": "casualties of road collisions",
    "recording-audit": "decisions audited",
}


def population_in_words(population: Population) -> str:
    """The records, the day each belongs to, and the conditions."""
    things = NAMES.get(population.kind, population.kind)
    day = f"by the London day of {field_in_words(population.at)}"
    if population.each:
        things = f"{population.each.replace('_', ' ')} of {things}"
        day = f"each by the London day of its own {field_in_words(population.at)}"
    found = f"{things}, {day}"
    conditions = conditions_in_words(population.where)
    return f"{found}, where {conditions}" if conditions else found


def conditions_in_words(conditions: Conditions) -> str:
    """All of them joined by "and"; empty for none."""
    parts = [condition_in_words(name, test) for name, test in conditions.fields.items()]
    if conditions.any:
        parts.append("either " + " or ".join(map(conditions_in_words, conditions.any)))
    return " and ".join(parts)


def condition_in_words(name: str, condition: Condition) -> str:
    """One field and its test."""
    values = _listed([value_in_words(value) for value in condition.values])
    tests = {
        "in": f"is {values}",
        "not-in": f"is not {values}",
        "present": "is known",
        "absent": "is blank",
    }
    return f"{field_in_words(name)} {tests[condition.test]}"


def _listed(values: Sequence[str]) -> str:
    # Codes in a row read better so than joined by one "or" after the other.
    return f"{', '.join(values[:-1])} or {values[-1]}" if len(values) > 2 else " or ".join(values)


def field_in_words(name: str) -> str:
    """A field as pages name it."""
    last = name.rpartition(".")[2]
    return f"“{last.replace('_', ' ')}”"


def value_in_words(value: object) -> str:
    """One field's value: ``blank``, ``14 May 2024 10:00``, ``knife and gang``."""
    if value is None or value == ():
        return "blank"
    if isinstance(value, tuple):
        return " and ".join(map(value_in_words, value))
    if isinstance(value, datetime):
        local = value.astimezone(LONDON)
        return f"{day_in_words(local.date())} {local:%H:%M}"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).replace("-", " ")


def day_in_words(day: date) -> str:
    """``1 February 2020``."""
    return f"{day.day} {day:%B %Y}"
