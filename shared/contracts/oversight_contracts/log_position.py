"""Positions in a log: an offset of a partition, and the log that it belongs to."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LogPosition:
    """Everything before ``offset`` of a partition is done; ``log`` is the cluster's id.

    An offset says nothing without its log: another cluster has other records there.
    """

    log: str
    offset: int


@dataclass(frozen=True, slots=True)
class OffsetRange:
    """Offsets of one partition: from ``start`` to before ``end``."""

    start: int
    end: int

    @property
    def size(self) -> int:
        """How many offsets there are."""
        return self.end - self.start
