"""Whether a record's values meet an indicator's conditions: the one place where it is decided."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from oversight_contracts.definitions.models.conditions import Condition, Conditions
from oversight_contracts.definitions.models.populations import Population
from oversight_contracts.records.base import Part, Record


def holds(conditions: Conditions, values: Mapping[str, Any]) -> bool:
    """All fields hold, and one of the alternatives where there are any.

    A list field is a tuple; it meets a test of values when any of its elements does.
    """
    return all(meets(test, values[name]) for name, test in conditions.fields.items()) and (
        not conditions.any or any(holds(group, values) for group in conditions.any)
    )


def fields_named(conditions: Conditions) -> Iterator[str]:
    """Every field that the conditions ask of."""
    yield from conditions.fields
    for group in conditions.any:
        yield from fields_named(group)


def meets(condition: Condition, value: Any) -> bool:
    """Whether one field's value (None where it is blank) meets its test."""
    there = bool(value) if isinstance(value, tuple) else value is not None
    if condition.test == "present":
        return there
    if condition.test == "absent":
        return not there
    elements = value if isinstance(value, tuple) else (value,)
    found = any(element in condition.values for element in elements)
    return found if condition.test == "in" else not found


def elements_of(population: Population, record: Record) -> Iterator[Part | None]:
    """What the population counts in a record: its parts of one list, or the record itself."""
    if population.each is None:
        yield None
    else:
        yield from getattr(record, population.each)


def values_of(
    population: Population, record: Record, element: Part | None, names: Iterable[str]
) -> dict[str, Any]:
    """Each named field's value; None where it is blank, a tuple where a record has several.

    ``element`` is one of ``elements_of``: the fields of its list are its own.
    """
    return {name: _value(population, record, element, name) for name in names}


def _value(population: Population, record: Record, element: Part | None, name: str) -> Any:
    first, _, inner = name.partition(".")
    if not inner:
        return getattr(record, first)
    if first == population.each:
        return getattr(element, inner)
    found = (getattr(part, inner) for part in getattr(record, first))
    return tuple(each for each in found if each is not None)
