"""Records made up from the schema: those fields that are asked for, and what a record needs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError

from oversight_contracts.definitions.possibilities import candidates
from oversight_contracts.records.base import Record
from oversight_contracts.records.fields import Shape, fields_of, part_lists_of
from oversight_contracts.records.kinds import KINDS

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Setting:
    """Where and when a record made up is: its moments are ``step`` apart, in the schema's order."""

    force: str
    start: datetime
    step: timedelta


def draft(kind: str, wanted: Values, setting: Setting) -> Record | None:
    """A record with these values, or None where the schema has none.

    ``wanted`` maps a field to its value: None or () leaves it out, True in a moment's place is a
    moment, a tuple under a part's field is one part each. What the schema asks for besides is
    filled in, with one more field where that makes it whole.
    """
    whole = {**_needed(kind), **wanted}
    for extra in ({}, *_extras(kind, wanted)):
        try:
            return KINDS[kind].model_validate(_document(kind, {**whole, **extra}, setting))
        except ValidationError:
            continue
    return None


def _needed(kind: str) -> dict[str, Any]:
    model = KINDS[kind]
    return {
        name: next(candidates(kind, name, (), shape.part_of))
        for name, shape in fields_of(kind).items()
        if (model.model_fields[shape.part_of or name].is_required()) and not shape.blank
    }


def _extras(kind: str, wanted: Values) -> Iterator[dict[str, Any]]:
    for name, shape in fields_of(kind).items():
        if shape.part_of is None and name not in (*_IDENTITY, *wanted):
            yield from ({name: value} for value in candidates(kind, name, (), None) if value)


_IDENTITY = ("force", "area", "revision")


def _document(kind: str, values: Values, setting: Setting) -> dict[str, Any]:
    fields = fields_of(kind)
    moments = {
        name: setting.start + index * setting.step
        for index, name in enumerate(n for n, shape in fields.items() if shape.holds == "moment")
    }
    document: dict[str, Any] = {
        name: moments.get(name, value)
        for name, value in values.items()
        if name in fields and fields[name].part_of is None and value not in (None, ())
    }
    for part in part_lists_of(kind):
        own = {name: shape for name, shape in fields.items() if shape.part_of == part}
        document[part] = _parts(kind, part, own, values, moments)
        if not document[part]:
            del document[part]
    return {**document, "force": setting.force, "area": "force", "revision": 1}


def _parts(
    kind: str,
    part: str,
    own: Mapping[str, Shape],
    values: Values,
    moments: Mapping[str, datetime],
) -> list[dict[str, Any]]:
    given = {name: _several(values[name]) for name in own if name in values}
    count = max((len(each) for each in given.values()), default=0)
    count = max(count, int(values.get(part) == (True,)))
    found = []
    for index in range(count):
        element: dict[str, Any] = {}
        for name, shape in own.items():
            value = _at(given.get(name, ()), index)
            if value is None and not shape.blank:
                value = next(candidates(kind, name, (), part))
            if value is not None:
                element[name.partition(".")[2]] = moments.get(name, value)
        found.append(element)
    return found


def _several(value: Any) -> Sequence[Any]:
    return value if isinstance(value, tuple) else (value,)


def _at(values: Sequence[Any], index: int) -> Any:
    return values[min(index, len(values) - 1)] if values else None
