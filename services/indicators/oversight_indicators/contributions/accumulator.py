"""Sums of contributions: series as numbers, and what many records add to each total.

The key of a total is one integer, series number and bucket number side by side: it hashes and
adds several times faster than a tuple of texts, and there are about twenty to a record.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from threading import Lock

from oversight_contracts.facts.facts import SeriesKey, Total
from oversight_indicators.contributions.london_time import bucket_name

BUCKET_BITS = 32
BUCKET_MASK = (1 << BUCKET_BITS) - 1


@dataclass(frozen=True, slots=True)
class Series:
    """A series and whether its buckets are hours."""

    key: SeriesKey
    hourly: bool


class SeriesRegistry:
    """Numbers series in the order they are first met."""

    def __init__(self) -> None:
        self._numbers: dict[Series, int] = {}
        self._series: list[Series] = []
        # Records are read in a thread beside the transaction of the batch before.
        self._giving = Lock()

    def number(self, series: Series) -> int:
        """The number of a series, new where it is not known."""
        found = self._numbers.get(series)
        if found is not None:
            return found
        with self._giving:
            if series not in self._numbers:
                self._series.append(series)
                self._numbers[series] = len(self._series) - 1
            return self._numbers[series]

    def __getitem__(self, number: int) -> Series:
        return self._series[number]

    def __len__(self) -> int:
        return len(self._series)

    def named(self, key: int) -> tuple[SeriesKey, str]:
        """The series and bucket behind the key of a total."""
        series = self._series[key >> BUCKET_BITS]
        return series.key, bucket_name(key & BUCKET_MASK, hourly=series.hourly)


@dataclass(frozen=True, slots=True, eq=False)
class Increment:
    """What one record adds to each of a set of series; equal only to itself, so it hashes fast."""

    bases: tuple[int, ...]
    n: int = 0
    of: int = 0
    pending: int = 0


# What one record adds once: to which series, in which bucket, and a duration where there is one.
Contribution = tuple[Increment, int, int | None]
RecordContributions = tuple[Contribution, ...]
NOTHING: RecordContributions = ()


@dataclass(slots=True)
class TotalDelta:
    """A total, or the difference between two; ``arrived`` and so on say how it came about."""

    n: int = 0
    of: int = 0
    pending: int = 0
    values: dict[int, int] | None = None
    arrived: int = 0
    corrected: int = 0
    removed: int = 0

    def __bool__(self) -> bool:
        """Whether there is anything to write: also where what came and what went cancel out."""
        moved = self.n or self.of or self.pending or self.values
        return bool(moved or self.arrived or self.corrected or self.removed)

    def total(self) -> Total:
        """As a total of its own."""
        return Total(self.n, self.of, self.pending, dict(self.values or {}))


@dataclass(slots=True)
class DeltaAccumulator:
    """Adds contributions up, or takes them away; what cancels out costs nothing more."""

    _counts: dict[Contribution, int] = field(default_factory=dict)
    _arrived: dict[Contribution, int] = field(default_factory=dict)
    _corrected: dict[int, int] = field(default_factory=dict)
    _removed: dict[int, int] = field(default_factory=dict)

    def add(self, contributions: RecordContributions, sign: int = 1) -> None:
        """Add a record's contributions, or take them away with sign -1."""
        _add(self._counts, contributions, sign)

    def change(self, old: RecordContributions | None, new: RecordContributions | None) -> None:
        """Add what a record adds now in place of what it added.

        ``old`` is None where the record was not known, ``new`` where it was removed.
        """
        if old is None:
            # Most records: each of their contributions arrives.
            _add(self._arrived, new or NOTHING, 1)
            return
        own: dict[Contribution, int] = {}
        _add(own, old, -1)
        _add(own, new or NOTHING, 1)
        touched = self._removed if new is None else self._corrected
        changed = {each: count for each, count in own.items() if count}
        for contribution, count in changed.items():
            self._counts[contribution] = self._counts.get(contribution, 0) + count
        for key, each in _sums(changed).items():
            # One record can change what it is counted as and leave a total as it was.
            if each:
                touched[key] = touched.get(key, 0) + 1

    def deltas(self) -> dict[int, TotalDelta]:
        """The sum of each total that changes, by its key."""
        sums = _sums(self._counts)
        for (increment, bucket, value), count in self._arrived.items():
            _add_increment(sums, increment, bucket, value, count, count)
        for key, count in self._corrected.items():
            _delta(sums, key).corrected += count
        for key, count in self._removed.items():
            _delta(sums, key).removed += count
        return {key: each for key, each in sums.items() if each}


def total_by_name(
    deltas: Mapping[int, TotalDelta], registry: SeriesRegistry
) -> dict[tuple[SeriesKey, str], Total]:
    """Sums under the names of their series and buckets."""
    return {registry.named(key): each.total() for key, each in deltas.items()}


def _add(counts: dict[Contribution, int], contributions: RecordContributions, sign: int) -> None:
    for contribution in contributions:
        counts[contribution] = counts.get(contribution, 0) + sign


def _sums(counts: Mapping[Contribution, int]) -> dict[int, TotalDelta]:
    sums: dict[int, TotalDelta] = {}
    for (increment, bucket, value), count in counts.items():
        if count:
            _add_increment(sums, increment, bucket, value, count)
    return sums


def _delta(sums: dict[int, TotalDelta], key: int) -> TotalDelta:
    found = sums.get(key)
    if found is None:
        found = sums[key] = TotalDelta()
    return found


def _add_increment(
    sums: dict[int, TotalDelta],
    increment: Increment,
    bucket: int,
    value: int | None,
    count: int,
    arrived: int = 0,
) -> None:
    n, of, pending = increment.n * count, increment.of * count, increment.pending * count
    for base in increment.bases:
        key = base | bucket
        found = sums.get(key)
        if found is None:
            found = sums[key] = TotalDelta()
        found.n += n
        found.of += of
        found.pending += pending
        found.arrived += arrived
        if value is not None:
            _count_value(found, value, count)


def _count_value(found: TotalDelta, value: int, count: int) -> None:
    if found.values is None:
        found.values = {}
    left = found.values.get(value, 0) + count
    if left:
        found.values[value] = left
    else:
        del found.values[value]


def bases_of(registry: SeriesRegistry, series: Iterable[Series]) -> tuple[int, ...]:
    """The keys of the totals of ``series`` in bucket 0."""
    return tuple(registry.number(each) << BUCKET_BITS for each in series)
