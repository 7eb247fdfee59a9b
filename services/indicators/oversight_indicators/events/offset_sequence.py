"""The sequence of offsets, which has no gaps: is a record the next to count? Pure."""

from collections.abc import Mapping
from enum import Enum, auto
from typing import NamedTuple


class Action(Enum):
    """An action on a record that has come."""

    TAKE = auto()
    SKIP = auto()
    REWIND = auto()


class Gap(NamedTuple):
    """Offset ``expected`` was to come next, and ``found`` is the next one that there is."""

    partition: int
    expected: int
    found: int

    def __str__(self) -> str:
        return f"offsets {self.expected} to {self.found - 1} of partition {self.partition}"


class MissingRecords(Exception):
    """Records that were never counted are not in the log any more."""

    def __init__(self, *gaps: Gap) -> None:
        named = ", ".join(map(str, gaps))
        super().__init__(
            f"{named} are missing from the log and were never counted; have the feeds send them "
            "again, and run: oversight accept-log"
        )


class OffsetSequence:
    """The next offset of each partition. What is before it is done; what is after it, a gap."""

    def __init__(self) -> None:
        self._next: dict[int, int] = {}
        self._gaps: dict[int, int] = {}

    def reset(self, positions: Mapping[int, int]) -> None:
        """Begin again at these offsets; partitions not named are no longer read."""
        self._next = dict(positions)
        self._gaps = {}

    def admit(self, partition: int, offset: int) -> Action:
        """Judge a record. Raises ``MissingRecords`` when rewinding led to the same gap again.

        After a rewind whatever was in flight still comes, each offset above the one before; it is
        passed over. The offset that showed the gap comes back only from the log itself.
        """
        expected = self._next.get(partition)
        if expected is None or offset < expected:
            return Action.SKIP
        if offset == expected:
            self._next[partition] = offset + 1
            self._gaps.pop(partition, None)
            return Action.TAKE
        return self._gap(partition, offset, expected)

    def expected(self, partition: int) -> int | None:
        """The offset that is to come next, None where the partition is not read."""
        return self._next.get(partition)

    def _gap(self, partition: int, offset: int, expected: int) -> Action:
        shown = self._gaps.get(partition)
        if shown is None:
            self._gaps[partition] = offset
            return Action.REWIND
        if offset <= shown:
            raise MissingRecords(Gap(partition, expected, offset))
        return Action.SKIP
