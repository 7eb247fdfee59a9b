"""The check of a record against the clock: what has happened does not lie in the future.

Made where records come in, by ingest and by loads. Whoever reads a log does not make it: what was
accepted once stays accepted, whatever the reader's own clock says.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from oversight_contracts.errors import Fault
from oversight_contracts.records.base import Part, Record
from oversight_contracts.records.fields import fields_of, past_fields_of
from oversight_measures.periods.period import london_day

# A control room's clock may be a little ahead of ours.
AHEAD = timedelta(minutes=5)
IN_THE_FUTURE = "is more than 5 minutes in the future"


def faults_ahead(kind: str, record: Record, now: datetime) -> list[Fault]:
    """Each field of ``record`` that tells of something past and lies after ``now``, by its path."""
    fields, latest = _past_fields(kind), now + AHEAD
    # A generator for each of the fields would double what this costs of every event.
    if fields.all_past(record, latest):
        return []
    return list(fields.ahead(record.__dict__, latest))


def faults_ahead_in(kind: str, data: object, now: datetime) -> list[Fault]:
    """The same of data that is no record, as far as its times can be read."""
    if not isinstance(data, dict):
        return []
    fields = _past_fields(kind)
    return list(fields.ahead(fields.read(data), now + AHEAD))


def read_time(text: object) -> datetime | None:
    """The time with a zone that ``text`` is; None where it is none."""
    try:
        found = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return found if found and found.utcoffset() is not None else None


class _PastFields:
    """The fields of a kind that tell when something happened, its parts' by their list."""

    def __init__(self, kind: str) -> None:
        names = past_fields_of(kind)
        past = {name: shape for name, shape in fields_of(kind).items() if name in names}
        own = {name: shape for name, shape in past.items() if shape.part_of is None}
        self._moments = [name for name, shape in own.items() if shape.holds == "moment"]
        self._days = [name for name, shape in own.items() if shape.holds == "day"]
        self._parts: dict[str, list[str]] = {}
        for name, shape in past.items():
            if shape.part_of is not None:
                self._parts.setdefault(shape.part_of, []).append(name.partition(".")[2])

    def all_past(self, record: Record, latest: datetime) -> bool:
        """Whether no time lies ahead, of kinds whose times are all the record's own."""
        if self._days or self._parts:
            return False
        values = record.__dict__
        for name in self._moments:
            at = values[name]
            if at is not None and at > latest:
                return False
        return True

    def read(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """The times in ``data`` under their names, each None where it cannot be read."""
        found: dict[str, Any] = {name: read_time(data.get(name)) for name in self._moments}
        found |= {name: _read_day(data.get(name)) for name in self._days}
        for part, names in self._parts.items():
            elements = data.get(part)
            found[part] = [
                {name: read_time(_get(element, name)) for name in names}
                for element in (elements if isinstance(elements, list) else ())
            ]
        return found

    def ahead(self, values: Mapping[str, Any], latest: datetime) -> Iterator[Fault]:
        for name in self._moments:
            at = values[name]
            if at is not None and at > latest:
                yield Fault(name, IN_THE_FUTURE)
        for name in self._days:
            day = values[name]
            if day is not None and day > london_day(latest):
                yield Fault(name, "is in the future")
        for part, names in self._parts.items():
            yield from _ahead_in(part, names, values[part], latest)


def _ahead_in(
    part: str, names: list[str], elements: Sequence[Part | Mapping[str, Any]], latest: datetime
) -> Iterator[Fault]:
    for index, element in enumerate(elements):
        for name in names:
            at = _get(element, name)
            if at is not None and at > latest:
                yield Fault(f"{part}.{index}.{name}", IN_THE_FUTURE)


def _get(element: object, name: str) -> Any:
    return element.get(name) if isinstance(element, dict) else getattr(element, name, None)


def _read_day(text: object) -> date | None:
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None


@cache
def _past_fields(kind: str) -> _PastFields:
    return _PastFields(kind)
