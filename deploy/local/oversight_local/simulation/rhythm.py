"""When things happen: by hour and weekday, on London's clock."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from oversight_local.simulation.chance import Chance, Mix
from oversight_measures.periods import london_midnight

DAY_SECONDS = 86_400


class Rhythm:
    """``hours`` and ``weekdays`` (Monday first) are weights; an even week would be all ones."""

    def __init__(self, hours: Sequence[float], weekdays: Sequence[float]) -> None:
        self._hours = Mix(dict(enumerate(hours)))
        self._weekdays = tuple(each * 7 / sum(weekdays) for each in weekdays)

    def moments(self, chance: Chance, day: date, usual: float) -> list[datetime]:
        """The times in UTC, sorted, of about ``usual`` events on a London day."""
        start, end = london_midnight(day), london_midnight(day + timedelta(days=1))
        count = chance.count(usual * self._weekdays[day.weekday()])
        found = [start + self._time(chance) for _ in range(count)]
        # On the day of 23 hours the last hour would fall into the next day.
        return sorted(moment for moment in found if moment < end)

    def _time(self, chance: Chance) -> timedelta:
        return timedelta(hours=chance.draw(self._hours), seconds=chance.between(0, 3599))
