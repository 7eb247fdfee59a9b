"""The coverage of records: which days are known, and which lack their records.

No change, rank, extreme, limit or verdict is worked out where a period lacks records: everything
that compares asks ``Coverage.missing`` first.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from math import exp, log
from typing import Literal

from oversight_measures.periods.period import DAY, Every, Period, Piece, period_of, split
from oversight_measures.periods.stretches import Stretches, common, without

# Records are missing where chance would leave days as empty as that less than once in a thousand.
CHANCE = 0.001
# Two weeks between two records can be a department that is closed over Christmas.
LONGEST_PAUSE = 14
# Of records that come in waves no silence says that any are missing.
ANY_SILENCE = 10**6


@dataclass(frozen=True)
class RecordDays:
    """The days that the records of one kind are of.

    ``runs`` are the days with any, as stretches without a day between that has none; ``records``
    is how many there are at least. What comes ``in_waves``, as surveys do, can honestly leave
    months empty.
    """

    runs: Stretches
    records: int
    in_waves: bool = False


@dataclass(frozen=True)
class Coverage:
    """The London days that all kinds of record an indicator reads are known of.

    ``first`` and ``last`` are the days of the first and the latest record. ``accounted`` holds the
    ``known`` days and those on which there need not have been any.
    """

    first: date | None = None
    last: date | None = None
    known: Stretches = ()
    accounted: Stretches = ()

    def missing(self, period: Period, today: date) -> Stretches:
        """The days of ``period`` that lack records; today is not over, so it lacks none yet."""
        if period.start >= today:
            return ()
        return without((Period(period.start, min(period.end, today)),), self.accounted)

    def cover(self, period: Period, today: date) -> Literal["whole", "part", "none"]:
        """How much of ``period``, as far as it has come by ``today``, is known."""
        if not common((period,), self.known):
            return "none"
        return "part" if self.missing(period, today) else "whole"

    @property
    def missing_months(self) -> Stretches:
        """The months between the first and the latest record of which all records are missing."""
        if self.first is None or self.last is None:
            return ()
        months = split(Period(self.first.replace(day=1), self.last + DAY), Every.MONTH)
        return tuple(m.period for m in months if not common((m.period,), self.accounted))


def coverage_of(kinds: Iterable[RecordDays | None], today: date) -> Coverage:
    """The coverage that several kinds of record have in common; a day after ``today`` is no day.

    A record dated in the future says nothing of the days before it.
    """
    parts = [Coverage() if each is None else _coverage(each, today) for each in kinds]
    return reduce(_of_both, parts) if parts else Coverage()


def _of_both(one: Coverage, other: Coverage) -> Coverage:
    firsts = [each.first for each in (one, other) if each.first]
    lasts = [each.last for each in (one, other) if each.last]
    if len(firsts) < 2 or max(firsts) > min(lasts):
        return Coverage()
    return Coverage(
        max(firsts),
        min(lasts),
        common(one.known, other.known),
        common(one.accounted, other.accounted),
    )


def _coverage(kind: RecordDays, today: date) -> Coverage:
    runs = common(kind.runs, (Period(date.min, today + DAY),))
    if not runs:
        return Coverage()
    months = _months(runs)
    silence = ANY_SILENCE if kind.in_waves else _usual_silence(runs, months)
    rare = kind.in_waves or exp(-kind.records / len(months)) >= CHANCE
    stretches = tuple(_to_months(each, silence, today) for each in _parted(runs, silence, rare))
    accounted = stretches
    if kind.in_waves and stretches[-1].end <= today:
        accounted = (*stretches, Period(stretches[-1].end, today + DAY))
    silent = tuple(
        piece.period
        for piece in _pieces(stretches)
        if piece.period.start not in months and piece.whole
    )
    return Coverage(runs[0].start, runs[-1].end - DAY, without(stretches, silent), accounted)


def _pieces(stretches: Stretches) -> list[Piece]:
    return [piece for each in stretches for piece in split(each, Every.MONTH)]


def _months(runs: Stretches) -> set[date]:
    """The first day of every month that has any."""
    return {piece.period.start.replace(day=1) for piece in _pieces(runs)}


def _usual_silence(runs: Stretches, months: set[date]) -> int:
    """The most days without a record that chance would leave between two, by how dense they are."""
    within = (Period(runs[0].start, runs[-1].end),)
    days = sum(each.days for each in runs)
    of = sum(
        each.days for month in months for each in common((period_of(month, Every.MONTH),), within)
    )
    return 0 if days == of else int(log(CHANCE) / log(1 - days / of))


def _parted(runs: Stretches, silence: int, rare: bool) -> list[Period]:
    """The runs as stretches that are parted where records are missing alone."""
    found = [runs[0]]
    for run in runs[1:]:
        between = Period(found[-1].end, run.start)
        month = any(piece.whole for piece in split(between, Every.MONTH))
        if (month and not rare) or between.days > max(silence, LONGEST_PAUSE):
            found.append(run)
        else:
            found[-1] = Period(found[-1].start, run.end)
    return found


def _to_months(stretch: Period, silence: int, today: date) -> Period:
    """The stretch to the edges of its first and last month, where no more than usual is silent."""
    opens = stretch.start.replace(day=1)
    closes = max(stretch.end, min(period_of(stretch.end - DAY, Every.MONTH).end, today))
    start = opens if (stretch.start - opens).days <= silence else stretch.start
    end = closes if (closes - stretch.end).days <= silence else stretch.end
    return Period(start, end)
