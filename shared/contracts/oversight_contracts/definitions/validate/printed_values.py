"""The values that a dimension can print, worked out from the fields it reads."""

from oversight_contracts.definitions.models.reference import Dimension
from oversight_contracts.records.fields import fields_of
from oversight_contracts.records.kinds import KINDS


def field_values(dimension: Dimension) -> frozenset[str | int] | None:
    """Every value its fields can have, or None where any text or number may stand."""
    found: set[str | int] = set()
    for kind, name in dimension.fields.items():
        shape = fields_of(kind).get(name) if kind in KINDS else None
        if shape is None or shape.choices is None:
            return None
        found |= shape.choices
    return frozenset(found)


def printed_values(dimension: Dimension) -> frozenset[str] | None:
    """Its groups, what is in no group, and the word for a blank; None where any may be printed."""
    if not dimension.fields:
        return frozenset(dimension.values) or None
    values = field_values(dimension)
    if values is None:
        return None
    grouped = {value for group in dimension.groups.values() for value in group}
    alone = {str(value) for value in values if value not in grouped}
    return frozenset({*dimension.groups, *alone, dimension.missing})
