"""Counts by exact duration as bytes: (value int64, count int32) pairs, little-endian, that add."""

from collections.abc import Mapping
from struct import Struct

_PAIR = Struct("<qi")


def write_durations(values: Mapping[int, int] | None) -> bytes:
    """Counts, or differences of counts, to append to what is stored."""
    if not values:
        return b""
    return b"".join([_PAIR.pack(value, count) for value, count in values.items()])


def read_durations(stored: bytes) -> dict[int, int]:
    """The sums of everything appended so far; counts of zero are left out."""
    counts: dict[int, int] = {}
    for value, count in _PAIR.iter_unpack(stored):
        counts[value] = counts.get(value, 0) + count
    return {value: count for value, count in counts.items() if count}
