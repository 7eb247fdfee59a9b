"""The optional fields that a record states, as it adds to the totals of those that state them.

They are counted like everything else, by the month of the record's own date: what a correction
takes away from a record is taken away here too.
"""

from collections.abc import Sequence
from datetime import date

from oversight_contracts.definitions.models.reference import WHOLE_FORCE
from oversight_contracts.facts.facts import SeriesKey
from oversight_contracts.recorded_fields import STATED
from oversight_contracts.records.base import Record
from oversight_contracts.records.fast_reader import Values
from oversight_contracts.records.fields import fields_of, part_lists_of
from oversight_indicators.contributions.accumulator import (
    Contribution,
    Increment,
    Series,
    SeriesRegistry,
    bases_of,
)
from oversight_indicators.contributions.london_time import LondonClock


class StatedFields:
    """The ``tracked`` fields (and coarser values) of one kind, of which the first is its date."""

    def __init__(
        self, kind: str, tracked: Sequence[str], registry: SeriesRegistry, clock: LondonClock
    ) -> None:
        self._kind, self._tracked = kind, tracked
        self._registry, self._clock = registry, clock
        self._date = tracked[0]
        shapes, parts = fields_of(kind), part_lists_of(kind)
        self._of_parts = [name.split(".") for name in tracked if "." in name]
        self._values = [name.split(":") for name in tracked if ":" in name]
        own = [name for name in tracked if "." not in name and ":" not in name]
        self._lists = [name for name in own if name in parts or shapes[name].many]
        self._plain = [name for name in own if name not in self._lists]
        self._known: dict[tuple[str, tuple[bool, ...]], Increment] = {}
        self._months: dict[int, int] = {}

    def contribution(self, record: Record | Values) -> Contribution:
        """One to each series of a field that the record states, in its month."""
        values, given = record.__dict__, record.model_fields_set
        states = (
            *[values[name] is not None for name in self._plain],
            # An empty list that is given says that there is none.
            *[name in given for name in self._lists],
            *[
                any(getattr(part, name) is not None for part in values[parts])
                for parts, name in self._of_parts
            ],
            *[values[name] == value for name, value in self._values],
        )
        increment = self._known.get((record.force, states))
        if increment is None:
            increment = self._increment(record.force, states)
        return increment, self._month(self._clock.read(values[self._date]).day), None

    def _increment(self, force: str, states: tuple[bool, ...]) -> Increment:
        parts = (".".join(each) for each in self._of_parts)
        values = (":".join(each) for each in self._values)
        names = (*self._plain, *self._lists, *parts, *values)
        stated = [name for name, states_it in zip(names, states, strict=True) if states_it]
        keys = (SeriesKey(STATED, force, WHOLE_FORCE, f"{self._kind}={name}") for name in stated)
        found = Increment(
            bases_of(self._registry, (Series(key, hourly=False) for key in keys)), n=1
        )
        self._known[force, states] = found
        return found

    def _month(self, day: int) -> int:
        """The bucket of the first day of the month."""
        found = self._months.get(day)
        if found is None:
            found = self._months[day] = date.fromordinal(day).replace(day=1).toordinal()
        return found
