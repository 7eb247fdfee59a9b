"""Field values: a record as a flat list of plain values, read once for all measures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

from oversight_contracts.records.fields import fields_of
from oversight_indicators.contributions.london_time import LondonClock


@dataclass(slots=True)
class FieldValues:
    """One record's (or element's) fields in the order of its layout.

    ``keys`` decide which series it belongs to: values as they are, tuples for lists, and of a
    moment only its era (or that it is there). ``instants`` (an ``Instant`` or None) and ``raw``
    hold what buckets and durations need.
    """

    keys: list[Any]
    instants: list[Any]
    raw: tuple[Any, ...]

    def extended(self, element: "FieldValues") -> "FieldValues":
        """With an element's fields behind the record's."""
        return FieldValues(
            self.keys + element.keys, self.instants + element.instants, self.raw + element.raw
        )


class FieldLayout:
    """The layout of a record's fields; ``timed`` are the moments whose day or hour is needed.

    With ``part``, the layout is of one element of that list, and all names are inside it.
    """

    def __init__(
        self,
        kind: str,
        names: Sequence[str],
        timed: frozenset[str],
        clock: LondonClock,
        part: str | None = None,
    ) -> None:
        self.names = tuple(names)
        self._clock = clock
        shapes = fields_of(kind)
        inner = {name: part is None and _in_parts(kind, name) for name in names}
        self._timed = [i for i, name in enumerate(names) if name in timed]
        self._there = [
            i
            for i, name in enumerate(names)
            if name not in timed and not inner[name] and shapes[name].holds == "moment"
        ]
        self._parts = [(i, name.partition(".")[2]) for i, name in enumerate(names) if inner[name]]
        self._get = itemgetter(*(name.split(".")[-1 if part else 0] for name in names))

    def read(self, source: Mapping[str, Any]) -> FieldValues:
        """The fields of a record's (or an element's) fields."""
        found = self._get(source)
        raw: tuple[Any, ...] = found if len(self.names) > 1 else (found,)
        keys = list(raw)
        instants: list[Any] = [None] * len(keys)
        for index in self._timed:
            if raw[index] is not None:
                instants[index] = instant = self._clock.read(raw[index])
                keys[index] = instant.era
        for index in self._there:
            if raw[index] is not None:
                keys[index] = True
        for index, name in self._parts:
            keys[index] = _of_elements(raw[index], name)
        return FieldValues(keys, instants, raw)


def _in_parts(kind: str, name: str) -> bool:
    return "." in name or name not in fields_of(kind)


def _of_elements(parts: tuple[Any, ...], name: str) -> tuple[Any, ...]:
    """What the elements of a list of parts have in a field; that they are there, without one."""
    if not name:
        return (True,) if parts else ()
    values = (getattr(part, name) for part in parts)
    return tuple(
        True if isinstance(each, datetime) else each for each in values if each is not None
    )
