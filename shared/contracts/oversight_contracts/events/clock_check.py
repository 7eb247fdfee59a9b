"""The check of a record against the clock: what has happened does not lie in the future.

Made where records come in, by ingest and by loads. Whoever reads a log does not make it: what was
accepted once stays accepted, whatever the reader's own clock says.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache

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
    return list(fields.ahead(record, latest))


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

    def ahead(self, record: Record, latest: datetime) -> Iterator[Fault]:
        values = record.__dict__
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
    part: str, names: list[str], elements: tuple[Part, ...], latest: datetime
) -> Iterator[Fault]:
    for index, element in enumerate(elements):
        for name in names:
            at = getattr(element, name)
            if at is not None and at > latest:
                yield Fault(f"{part}.{index}.{name}", IN_THE_FUTURE)


@cache
def _past_fields(kind: str) -> _PastFields:
    return _PastFields(kind)
