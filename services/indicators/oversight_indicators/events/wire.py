"""Decoded events as plain values: these go from one process to another several times faster.

What records add is told by numbers, which both sides give alike: the one that decodes tells of new
series and cells before it uses their numbers.
"""

import marshal
from collections.abc import Sequence
from itertools import islice
from typing import Any

from oversight_contracts.facts.facts import SeriesKey
from oversight_indicators.contributions.accumulator import (
    BUCKET_BITS,
    NOTHING,
    Increment,
    RecordContributions,
    Series,
    SeriesRegistry,
)
from oversight_indicators.contributions.compiler import Contributions
from oversight_indicators.events.decode import read, weigh
from oversight_indicators.events.model import (
    DecodedEvent,
    EventOutcome,
    EventPosition,
    KafkaRecord,
    PoisonEvent,
)

# Without references between values: nothing in here is worth looking for twice.
_VERSION = 2
# Cells that both sides remember; then they begin anew, so that neither grows without end.
REMEMBERED = 300_000
# How long the row of an event is that can never count.
_POISON = 7


class Packer:
    """The side that decodes."""

    def __init__(self, contributions: Contributions, remembered: int = REMEMBERED) -> None:
        self._contributions = contributions
        self._remembered = remembered
        self._numbers: dict[Increment, int] = {}
        self._told = 0

    def pack(self, messages: Sequence[KafkaRecord]) -> bytes:
        """Decode ``messages``. Of each record only what can be its newest is weighed."""
        if len(self._numbers) > self._remembered:
            self._numbers.clear()
        known = len(self._numbers)
        rows = [self._row(entry) for entry in _decoded(messages, self._contributions)]
        new = [
            (tuple(base >> BUCKET_BITS for base in cells.bases), cells.n, cells.of, cells.pending)
            for cells in islice(self._numbers, known, None)
        ]
        return marshal.dumps((self._new_series(), known, new, rows), _VERSION)

    def _new_series(self) -> list[tuple[str, str, str, str, bool]]:
        book, told = self._contributions.book, self._told
        self._told = len(book)
        new = [book[number] for number in range(told, self._told)]
        return [(s.key.indicator, s.key.force, s.key.area, s.key.by, s.hourly) for s in new]

    def _row(self, entry: EventOutcome) -> tuple[Any, ...]:
        place = (entry.place.partition, entry.place.offset, entry.place.index)
        if isinstance(entry, PoisonEvent):
            return (*place, entry.source, entry.id, entry.reason, entry.original)
        row = (*place, entry.source, entry.id, entry.key, entry.revision, entry.digest)
        if not entry.weighed:
            return row
        return (*row, entry.removed, entry.data, self._atoms(entry.atoms))

    def _atoms(self, atoms: RecordContributions) -> list[tuple[int, int, int | None]]:
        numbers = self._numbers
        return [
            (numbers.setdefault(cells, len(numbers)), slot, value) for cells, slot, value in atoms
        ]


class Unpacker:
    """The side that counts; ``book`` is its own. Reads what one packer packed, in order."""

    def __init__(self, book: SeriesRegistry) -> None:
        self._book = book
        self._bases: list[int] = []
        self._cells: list[Increment] = []

    def unpack(self, packed: bytes, messages: Sequence[KafkaRecord]) -> list[EventOutcome]:
        """The events of ``messages``, from which ``packed`` was made."""
        series, known, cells, rows = marshal.loads(packed)
        self._bases += [
            self._book.number(Series(SeriesKey(*names), hourly)) << BUCKET_BITS
            for *names, hourly in series
        ]
        del self._cells[known:]
        self._cells += [Increment(tuple(self._bases[b] for b in bases), *n) for bases, *n in cells]
        values = {(each.partition, each.offset): each.value for each in messages}
        return [self._entry(row, values[row[:2]]) for row in rows]

    def _entry(self, row: tuple[Any, ...], record: bytes) -> EventOutcome:
        place = EventPosition(*row[:3])
        if len(row) == _POISON:
            source, id_, reason, original = row[3:]
            return PoisonEvent(place, reason, source, id_, original)
        source, id_, key, revision, digest, *weighed = row[3:]
        if not weighed:
            return DecodedEvent(
                place, source, id_, key, revision, digest, False, b"", NOTHING, record, False
            )
        removed, data, told = weighed
        cells = self._cells
        atoms = tuple([(cells[number], slot, value) for number, slot, value in told])
        return DecodedEvent(place, source, id_, key, revision, digest, removed, data, atoms, record)


def _decoded(messages: Sequence[KafkaRecord], contributions: Contributions) -> list[EventOutcome]:
    pairs = [pair for message in messages for pair in read(message, contributions)]
    entries = [entry for entry, _ in pairs]
    newest: dict[str, tuple[int, int]] = {}
    for index, entry in enumerate(entries):
        if isinstance(entry, DecodedEvent):
            known = newest.get(entry.key)
            if known is None or known[0] < entry.revision:
                newest[entry.key] = entry.revision, index
    for _, index in newest.values():
        entries[index] = weigh(*pairs[index], contributions)
    return entries
