"""Checks a mapping before a row is read."""

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from zoneinfo import available_timezones

import orjson
from pydantic import TypeAdapter, ValidationError

from oversight_contracts.definitions.yaml_source import Place
from oversight_contracts.records.fields import Shape, fields_of, part_lists_of
from oversight_contracts.records.kinds import KINDS
from oversight_contracts.records.moments import Moment
from oversight_local.load.importer import HAPPENED
from oversight_local.load.mapping.cells import read_as
from oversight_local.load.mapping.model import FieldMapping, FileMapping, TimeFormat
from oversight_local.load.table import Table

Finding = tuple[Place, str]
# Said elsewhere in the mapping, or counted by the load.
_OWN = ("force", "area", "revision")


def check_mapping(mapping: FileMapping) -> Iterator[Finding]:
    """Every place that names what the record kind does not have, with the reason."""
    yield from _times(("times",), mapping.times)
    for place, name, each in _fields(mapping):
        shape = fields_of(mapping.kind).get(name)
        if shape is None or name in _OWN:
            yield place, f"{mapping.kind} has no such field to map"
        else:
            yield from _field(place, each, shape)
    yield from _missing(mapping)
    if mapping.area is not None:
        yield from _source(("area",), mapping.area)
        if mapping.area.columns is not None:
            yield ("area", "columns"), _TWO_COLUMNS


def check_columns(mapping: FileMapping, table: Table) -> Iterator[Finding]:
    """Every column that the mapping names and the file does not have."""
    named: list[tuple[Place, str | None]] = [(("id", "column"), mapping.id.column)]
    named += [
        (("id", "where_blank", index), column)
        for index, column in enumerate(mapping.id.where_blank)
    ]
    named += [((*place, "column"), each.column) for place, _, each in _fields(mapping)]
    named += [
        ((*place, "columns", index), column)
        for place, _, each in _fields(mapping)
        for index, column in enumerate(each.columns or ())
    ]
    named += [(("area", "column"), mapping.area.column)] if mapping.area else []
    named += [
        (("leave_out", index, "column"), each.column)
        for index, each in enumerate(mapping.leave_out)
    ]
    for place, column in named:
        if column is not None and column not in table.header:
            there = ", ".join(table.header)
            yield place, f"{table.name} has no column {column!r}; it has {there}"


def check_areas(mapping: FileMapping, force: str, known: Collection[str]) -> Iterator[Finding]:
    """Every word for an area that ``force`` does not have."""
    area = mapping.area
    words: Mapping[str, object] = {}
    if area is not None:
        words = {"": area.value} if area.values is None else area.values
    for wording, word in words.items():
        if word is not None and word not in known:
            where = ("area", "values", wording) if wording else ("area", "value")
            yield where, f"{force} has no area {word!r} in areas.yaml"


def _fields(mapping: FileMapping) -> Iterator[tuple[Place, str, FieldMapping]]:
    for name, each in mapping.fields.items():
        yield ("fields", name), name, each
    for part, fields in mapping.parts.items():
        for name, each in fields.items():
            yield ("parts", part, name), f"{part}.{name}", each


def _field(place: Place, each: FieldMapping, shape: Shape) -> Iterator[Finding]:
    yield from _source(place, each)
    if each.times is not None:
        yield from _times((*place, "times"), each.times)
    if each.separator is not None and (not shape.many or shape.part_of):
        yield (*place, "separator"), "is for fields that hold several values"
    if each.several in ("earliest", "latest") and shape.holds != "moment":
        yield (*place, "several"), f"{each.several} is for times"
    if each.columns is not None and shape.holds != "moment":
        yield (*place, "columns"), _TWO_COLUMNS
    if shape.holds == "moment":
        yield from _of_a_time(place, each)
    elif shape.holds == "number":
        yield from _of_a_number(place, each)
    yield from _choices(place, each, shape.choices)


_TWO_COLUMNS = "is for times whose day and time of day stand in columns of their own"


def _of_a_time(place: Place, each: FieldMapping) -> Iterator[Finding]:
    if each.values is not None:
        yield (
            (*place, "values"),
            "is for words, and this is a time: it is read as times says. List under blank the "
            "wordings that say nothing, such as N/A",
        )
    if each.value is not None and not _is_a_moment(each.value):
        yield (*place, "value"), f"{each.value!r} is not a time such as 2026-03-29T14:05:00+01:00"


def _of_a_number(place: Place, each: FieldMapping) -> Iterator[Finding]:
    words: Mapping[str, object] = {"": each.value} if each.values is None else each.values
    for wording, word in words.items():
        if word is not None and (isinstance(word, bool) or not isinstance(word, int)):
            where = (*place, "values", wording) if wording else (*place, "value")
            yield where, f"{word!r} is no whole number"


def _is_a_moment(value: object) -> bool:
    try:
        TypeAdapter(Moment).validate_json(orjson.dumps(value))
    except ValidationError:
        return False
    return True


def _source(place: Place, each: FieldMapping) -> Iterator[Finding]:
    if [each.column, each.columns, each.value].count(None) != 2:
        yield place, "say either column or value"
    elif each.value is not None and each.values is not None:
        yield (*place, "values"), "goes with column, not with value"


def _choices(
    place: Place, each: FieldMapping, choices: frozenset[str | int] | None
) -> Iterator[Finding]:
    if choices is None:
        return
    words: Mapping[str, object] = {"": each.value} if each.values is None else each.values
    for wording, word in words.items():
        if word is not None and word not in choices:
            where = (*place, "values", wording) if wording else (*place, "value")
            hint = " (write it in quotes)" if str(word) in choices else ""
            known = ", ".join(sorted(map(str, choices)))
            yield where, f"{word!r} is none of {known}{hint}"


def _missing(mapping: FileMapping) -> Iterator[Finding]:
    kind = mapping.kind
    for name, field in KINDS[kind].model_fields.items():
        if not field.is_required() or name in _OWN:
            continue
        if name in part_lists_of(kind):
            if name not in mapping.parts:
                yield ("parts",), f"{kind} needs {name}: say what each row adds to them"
        elif name not in mapping.fields:
            yield ("fields",), f"{kind} needs {name}"
    happened = mapping.fields.get(HAPPENED[kind])
    if happened is not None and happened.value is not None:
        yield ("fields", HAPPENED[kind]), "has to come from a column"


def _times(place: Place, times: TimeFormat) -> Iterator[Finding]:
    for index, form in enumerate(times.format):
        where = (*place, "format", index) if len(times.format) > 1 else (*place, "format")
        yield from _format(where, form)
        for other in times.format[:index]:
            if _reads_otherwise(form, other):
                yield where, f"reads some days as others than {other} does: nobody can tell which"
    said = ["%z" in form for form in times.format]
    if all(said) == (times.zone is not None):
        yield place, "say zone, or %z in format where every time says its own"
    if times.zone is not None and times.zone not in available_timezones():
        yield (*place, "zone"), f"no time zone {times.zone!r} is known"


# A day of which no two numbers are alike, and whose month could be its day.
_SAMPLE = datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC)


def _format(place: Place, form: str) -> Iterator[Finding]:
    try:
        found = datetime.strptime(_SAMPLE.strftime(form), form)  # noqa: DTZ007
    except ValueError as error:
        yield place, f"is no format: {error}"
        return
    if found.date() != _SAMPLE.date():
        yield place, "is no format of a time: it needs day, month and year"


def _reads_otherwise(form: str, other: str) -> bool:
    text = _SAMPLE.strftime(form)
    own, found = read_as(text, form), read_as(text, other)
    return (
        found is not None
        and own is not None
        and found.replace(tzinfo=None) != own.replace(tzinfo=None)
    )
