"""When a digest is due: once a London day or week, at an hour of London's clock."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from oversight_measures.periods.period import DAY, LONDON, london_day

Every = Literal["daily", "weekly"]


@dataclass(frozen=True)
class Schedule:
    """Every day, or every Monday, at ``hour`` o'clock in London.

    A digest is known by the London day on which it is due, so that another hour makes no second
    one.
    """

    every: Every
    hour: int

    @property
    def step(self) -> timedelta:
        """From one to the next, in London days."""
        return DAY if self.every == "daily" else 7 * DAY

    def due_at(self, day: date) -> datetime:
        """The moment on ``day``; an hour that the clocks leave out is when they are put forward."""
        return datetime.combine(day, time(self.hour), tzinfo=LONDON)

    def last_day(self, now: datetime) -> date:
        """The day of the newest that is due by ``now``."""
        day = london_day(now)
        if self.every == "weekly":
            day -= day.weekday() * DAY
        return day if self.due_at(day) <= now else day - self.step


@dataclass(frozen=True)
class DigestTimes:
    """When the newest digest was due, and when the last was handed to the mail server.

    ``due`` is None before the first: a new installation has none to wait for. ``next`` is when
    the one after that is due, of a new installation the first.
    """

    every: Every
    due: datetime | None
    delivered: datetime | None
    next: datetime
