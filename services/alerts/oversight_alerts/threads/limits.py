"""How many e-mails may go: of a thread, and of all of them, in any 24 hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

DAY = timedelta(hours=24)


@dataclass(frozen=True)
class Limits:
    """The most e-mails in any 24 hours, and after how long a critical thread is told of again.

    ``follow_up`` is how long what joins a thread that goes on anyway waits after its last e-mail,
    ``update_after`` how long what gets worse does, once readers have two of them.
    """

    a_thread: int = 2
    a_day: int = 8
    remind_after: timedelta = timedelta(hours=4)
    follow_up: timedelta = timedelta(days=7)
    update_after: timedelta = timedelta(days=3)


def count_within(ends: Sequence[datetime | None], now: datetime, span: timedelta = DAY) -> int:
    """How many of e-mails that ended then, or have not yet, are of the last ``span``."""
    return sum(end is None or end > now - span for end in ends) if span else 0


def room_from(ends: Sequence[datetime | None], most: int, now: datetime) -> datetime:
    """When one more may go: now, or once enough of them are a day old."""
    counted = sorted(end or now for end in ends if end is None or end > now - DAY)
    return now if len(counted) < most else counted[len(counted) - most] + DAY
