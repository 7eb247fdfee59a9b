"""The optional fields that a record states, as it adds to the totals of those that state them.

They are counted like everything else, by the month of the record's own date: what a correction
takes away from a record is taken away here too.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import repeat
from operator import is_not, itemgetter
from typing import Any

from oversight_contracts.definitions.models.reference import WHOLE_FORCE
from oversight_contracts.facts.facts import SeriesKey
from oversight_contracts.recorded_fields import STATED
from oversight_contracts.records.base import Record
from oversight_contracts.records.fast_reader import Values
from oversight_contracts.records.kinds import KINDS
from oversight_indicators.contributions.accumulator import (
    Contribution,
    Increment,
    Series,
    SeriesRegistry,
    bases_of,
)
from oversight_indicators.contributions.london_time import LondonClock


class StatedFields:
    """The ``tracked`` fields (and values) of one kind, of which the first is its date."""

    def __init__(
        self, kind: str, tracked: Sequence[str], registry: SeriesRegistry, clock: LondonClock
    ) -> None:
        self._kind = kind
        self._registry, self._clock = registry, clock
        self._date = tracked[0]
        self._of_parts = [(*name.split("."), name) for name in tracked if "." in name]
        own = [name for name in tracked if "." not in name and ":" not in name]
        # What has a default is stated where it is given.
        model = KINDS[kind].model_fields
        self._given = [
            name
            for name in own
            if not model[name].is_required() and model[name].get_default() is not None
        ]
        self._plain = [name for name in own if name not in self._given]
        # Twice the first, so that there are several: they are read at once.
        self._get = itemgetter(*self._plain, self._plain[0])
        self._valued: dict[str, set[str]] = {}
        for name in tracked:
            if ":" in name:
                self._valued.setdefault(name.partition(":")[0], set()).add(name)
        self._known: dict[tuple[Any, ...], Increment] = {}
        self._months: dict[int, int] = {}

    def contribution(self, record: Record | Values) -> Contribution:
        """One to each series of a field that the record states, in its month."""
        values, given = record.__dict__, record.model_fields_set
        # Whether each is there; a list also where it is given empty, which says there is none.
        key = (
            values["force"],
            *map(is_not, self._get(values), repeat(None)),
            *map(given.__contains__, self._given),
            *[values[name] for name in self._valued],
            *[
                any(getattr(part, name) is not None for part in values[parts])
                for parts, name, _ in self._of_parts
            ],
        )
        increment = self._known.get(key)
        if increment is None:
            increment = self._known[key] = self._increment(record)
        return increment, self._month(self._clock.read(values[self._date]).day), None

    def _increment(self, record: Record | Values) -> Increment:
        values, kind = record.__dict__, self._kind
        keys = (
            SeriesKey(STATED, values["force"], WHOLE_FORCE, f"{kind}={name}")
            for name in self._stated(record)
        )
        return Increment(
            bases_of(self._registry, (Series(each, hourly=False) for each in keys)), n=1
        )

    def _stated(self, record: Record | Values) -> Iterator[str]:
        values = record.__dict__
        yield from (name for name in self._plain if values[name] is not None)
        yield from (name for name in self._given if name in record.model_fields_set)
        for name, valued in self._valued.items():
            yield from valued & {f"{name}:{values[name]}"}
        for parts, name, full in self._of_parts:
            if any(getattr(part, name) is not None for part in values[parts]):
                yield full

    def _month(self, day: int) -> int:
        """The bucket of the first day of the month."""
        found = self._months.get(day)
        if found is None:
            found = self._months[day] = date.fromordinal(day).replace(day=1).toordinal()
        return found
