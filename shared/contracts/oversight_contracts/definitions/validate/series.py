"""Which values a dimension can print, worked out from the fields it reads."""

from collections.abc import Iterator, Mapping

from oversight_contracts.definitions.models.indicators import Indicator
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


def check_series(
    by: str, indicator: Indicator, dimensions: Mapping[str, Dimension]
) -> Iterator[str]:
    """Why ``by`` names no series of the indicator; nothing where it does, or is empty."""
    pairs = [pair.partition("=") for pair in by.split(",")] if by else []
    names = [name for name, _, _ in pairs]
    if names and sorted(names) not in [sorted(each) for each in indicator.breakdowns]:
        yield f"{indicator.id} is not kept by {', '.join(names)}"
        return
    # A series is named by its pairs sorted by dimension; in another order it would never be found.
    if names != sorted(names):
        yield f"the order is {', '.join(sorted(names))}"
    for name, _, value in pairs:
        printed = printed_values(dimensions[name]) if name in dimensions else None
        if not value or (printed is not None and value not in printed):
            yield f"no {name} is ever printed as {value!r}"
