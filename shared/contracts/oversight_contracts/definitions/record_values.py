"""A record's fields by the names that definitions use, as conditions are asked of them."""

from collections.abc import Iterable, Iterator
from typing import Any

from oversight_contracts.definitions.indicators import Population
from oversight_contracts.records.base import Part, Record


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
