"""Lengths of time between two moments of a record."""

from datetime import datetime

_HALF_A_SECOND = 500_000


def seconds_between(start: datetime, end: datetime) -> int:
    """Whole seconds, rounded half up: the one place where a length loses its fraction."""
    taken = end - start
    return taken.days * 86_400 + taken.seconds + (taken.microseconds >= _HALF_A_SECOND)


def spelt(seconds: int) -> str:
    """``1 h 4 min``, ``15 min``, ``0 s``."""
    hours, rest = divmod(seconds, 3600)
    parts = ((hours, "h"), (rest // 60, "min"), (rest % 60, "s"))
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or "0 s"
