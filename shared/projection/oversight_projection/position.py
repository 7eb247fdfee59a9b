"""Positions in a log of one partition. Pure."""

from dataclasses import dataclass


class PositionMoved(Exception):
    """Another process has applied what this one was about to: read the position again."""


@dataclass(frozen=True)
class LogPosition:
    """The next offset to read of a log (cluster id); None before anything was read."""

    log: str | None
    offset: int

    def resume_in(self, log: str, end: int) -> int:
        """The offset to go on at in ``log``, which ends before the offset ``end``.

        0 where it is another log, or one that holds less than was read under the same name.
        """
        return self.offset if self.log == log and self.offset <= end else 0


NOTHING_READ = LogPosition(None, 0)
