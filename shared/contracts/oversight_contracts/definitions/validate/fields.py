"""Checks of the fields that a definition names: moments, conditions, numbers, dimensions."""

from collections.abc import Iterable, Iterator, Mapping

from oversight_contracts.definitions.models.conditions import Condition, Conditions
from oversight_contracts.definitions.models.populations import Population
from oversight_contracts.definitions.models.reference import Dimension
from oversight_contracts.definitions.yaml_source import Finding, Place
from oversight_contracts.records.fields import Shape, fields_of, part_lists_of

_TYPES: Mapping[str, type] = {"text": str, "number": int, "flag": bool}
_WORDS = {"text": "a text", "number": "a number", "flag": "true or false"}


def check_moment(kind: str, name: str, place: Place, each: str | None = None) -> Iterator[Finding]:
    """That ``name`` is a time of a record of ``kind``, one alone (or one of each element)."""
    shape = fields_of(kind).get(name)
    if shape is None:
        yield place, f"{kind} has no field {name}"
    elif shape.holds != "moment":
        yield place, f"{name} of {kind} is not a time"
    elif shape.many and (each is None or shape.part_of != each):
        yield place, f"a {kind} has several {name}: say `each: {shape.part_of}` to count them"


def check_conditions(kind: str, conditions: Conditions, place: Place) -> Iterator[Finding]:
    """That each field of the conditions exists and can have the values asked for."""
    for name, condition in conditions.fields.items():
        shape = fields_of(kind).get(name)
        if shape is None and name not in part_lists_of(kind):
            yield (*place, name), f"{kind} has no field {name}"
        elif shape is None and condition.values:
            yield (
                (*place, name),
                f"{name} is a list: ask whether it is present or absent",
            )
        elif shape is not None:
            yield from _check_values(name, condition, shape, (*place, name))
    for index, group in enumerate(conditions.any):
        yield from check_conditions(kind, group, (*place, "any", index))


def _check_values(name: str, condition: Condition, shape: Shape, place: Place) -> Iterator[Finding]:
    if condition.values and shape.holds == "moment":
        yield place, f"{name} is a time: only `present` and `absent` can be asked of it"
    for value in condition.values:
        if shape.choices is not None and value not in shape.choices:
            known = ", ".join(sorted(map(str, shape.choices)))
            yield place, f"no record can ever have {value!r} here: known are {known}"
        elif type(value) is not _TYPES.get(shape.holds, type(value)):
            yield place, f"{name} is {_WORDS[shape.holds]}, not {value!r}"


def check_number_of_days(kind: str, name: str, place: Place) -> Iterator[Finding]:
    """That ``name`` is one number of a record of ``kind``."""
    shape = fields_of(kind).get(name)
    if shape is None:
        yield place, f"{kind} has no field {name}"
    elif shape.holds != "number" or shape.many:
        yield place, f"{name} of {kind} is not a number of days"


def check_dimension(
    populations: Iterable[Population], name: str, place: Place, dimensions: Mapping[str, Dimension]
) -> Iterator[Finding]:
    """That the dimension is defined, and has a field of each population's kind."""
    dimension = dimensions.get(name)
    if dimension is None:
        yield place, f"no dimension {name} in dimensions.yaml"
        return
    for population in populations:
        if population.kind not in dimension.fields:
            yield place, f"dimension {name} has no field for {population.kind}"
