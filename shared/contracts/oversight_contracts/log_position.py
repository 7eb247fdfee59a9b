"""Positions in a log: an offset of a partition, and the log that it belongs to."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LogPosition:
    """Everything before ``offset`` of a partition is done; ``log`` is the cluster's id.

    An offset says nothing without its log: another cluster has other records there.
    """

    log: str
    offset: int

    def resume_in(self, log: str, end: int) -> int:
        """The offset to go on at in ``log``, which ends before the offset ``end``.

        0 where it is another log, or one that holds less than was read under the same name.
        """
        return self.offset if self.log == log and self.offset <= end else 0


# Of no log: before anything was read.
NOTHING_READ = LogPosition("", 0)


@dataclass(frozen=True, slots=True)
class OffsetRange:
    """Offsets of one partition: from ``start`` to before ``end``."""

    start: int
    end: int

    @property
    def size(self) -> int:
        """How many offsets there are."""
        return self.end - self.start
