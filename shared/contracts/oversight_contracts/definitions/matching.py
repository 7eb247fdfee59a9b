"""Whether a record's values meet an indicator's conditions: the one place where it is decided."""

from collections.abc import Iterator, Mapping
from typing import Any

from oversight_contracts.definitions.conditions import Condition, Conditions


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
