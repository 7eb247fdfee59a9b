"""The coverage of records: which days are known, and which lack their records.

No change, rank, extreme, limit or verdict is worked out where a period lacks records: everything
that compares asks ``Coverage.missing`` first.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, reduce
from math import exp, log
from typing import Literal

from oversight_measures.periods.period import DAY, Every, Period, Piece, period_of, split
from oversight_measures.periods.stretches import Stretches, common, joined, without

# Records are missing where chance would leave days as empty as that less than once in a thousand.
CHANCE = 0.001
# Of records that come in waves no silence says that any are missing.
ANY_SILENCE = 10**6


@dataclass(frozen=True)
class RecordDays:
    """The days that the records of one kind are of.

    ``runs`` are the days with any, as stretches without a day between that has none; ``records``
    is how many there are at least. What comes ``in_waves``, as surveys do, can honestly leave
    months empty. What is ``by_month``, as street-level crime is, fills the month on whose first it
    is dated also where it is the only one. ``dated`` are those by the date that is counted on,
    where the records of the kind have others too.
    """

    runs: Stretches
    records: int
    in_waves: bool = False
    by_month: bool = False
    dated: "RecordDays | None" = None


@dataclass(frozen=True)
class Coverage:
    """The London days that all kinds of record an indicator reads are known of.

    ``first`` and ``last`` are the days of the first and the latest record. ``accounted`` holds the
    ``known`` days and those on which there need not have been any. On the ``unrecorded`` days no
    record states what the figure rests on.
    """

    first: date | None = None
    last: date | None = None
    known: Stretches = ()
    accounted: Stretches = ()
    unrecorded: Stretches = ()

    def missing(self, period: Period, today: date) -> Stretches:
        """The days of ``period`` that lack records; today is not over, so it lacks none yet."""
        if period.start >= today:
            return ()
        until = (Period(period.start, min(period.end, today)),)
        missing = without(until, self.accounted)
        return joined((*missing, *common(until, self.unrecorded))) if self.unrecorded else missing

    def cover(self, period: Period, today: date) -> Literal["whole", "part", "none"]:
        """How much of ``period``, as far as it has come by ``today``, is known."""
        if not common((period,), without(self.known, self.unrecorded)):
            return "none"
        return "part" if self.missing(period, today) else "whole"

    def is_unrecorded(self, period: Period) -> bool:
        """True where there are records of ``period``, of which none states enough for a figure."""
        here = common((period,), self.known)
        return bool(here) and not without(here, self.unrecorded)

    @property
    def of_records(self) -> "Coverage":
        """The days that there are records of, whatever they state."""
        return replace(self, unrecorded=())

    @property
    def missing_months(self) -> Stretches:
        """The months between the first and the latest record of which all records are missing."""
        if self.first is None or self.last is None:
            return ()
        months = split(Period(self.first.replace(day=1), self.last + DAY), Every.MONTH)
        return tuple(m.period for m in months if not common((m.period,), self.accounted))


def coverage_of(
    kinds: Iterable[RecordDays | None], today: date, unrecorded: Stretches = ()
) -> Coverage:
    """The coverage that several kinds of record have in common; a day after ``today`` is no day.

    A record dated in the future says nothing of the days before it.
    """
    parts = [Coverage() if each is None else _coverage(each, today) for each in kinds]
    found = reduce(_of_both, parts) if parts else Coverage()
    return replace(found, unrecorded=unrecorded) if unrecorded else found


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


# Many figures of a page are of the same records.
@lru_cache(maxsize=256)
def _coverage(kind: RecordDays, today: date) -> Coverage:
    held = _until(kind, today)
    if held is None:
        return Coverage()
    found = _of_all(held, today)
    dated = None if kind.dated is None else _until(kind.dated, today)
    if dated is None or dated.runs == held.runs:
        return found
    return _by_date(found, _of_all(dated, today), _density(dated).usual_silence)


def _until(kind: RecordDays, today: date) -> RecordDays | None:
    """The records without those of days to come; None where there are no others."""
    until = (Period(date.min, today + DAY),)
    runs = common(_filled(common(kind.runs, until), by_month=kind.by_month), until)
    return replace(kind, runs=runs) if runs else None


def _by_date(kind: Coverage, dated: Coverage, silence: int) -> Coverage:
    """The days of a kind that are known by one of its dates too.

    They go on to the first and the last day of the kind, where the date is silent no longer than
    chance would leave it.
    """
    if not (kind.first and kind.last and dated.first and dated.last):
        return kind
    first, last, edges = dated.first, dated.last, list[Period]()
    if 0 < (first - kind.first).days <= silence:
        edges.append(Period(kind.accounted[0].start, first))
        first = kind.first
    if 0 < (kind.last - last).days <= silence:
        edges.append(Period(last, kind.accounted[-1].end))
        last = kind.last
    accounted = common(kind.accounted, joined((*dated.accounted, *edges)))
    return Coverage(first, last, common(kind.known, accounted), accounted)


def _of_all(kind: RecordDays, today: date) -> Coverage:
    density = _density(kind)
    silence = ANY_SILENCE if kind.in_waves else density.usual_silence
    parted = [Period(kind.runs[0].start, kind.runs[-1].end)]
    if not kind.in_waves:
        parted = _parted(kind.runs, density)
    stretches = tuple(_to_months(each, silence, today) for each in parted)
    accounted = stretches
    if kind.in_waves and stretches[-1].end <= today:
        accounted = (*stretches, Period(stretches[-1].end, today + DAY))
    months = _months(kind.runs)
    silent = tuple(
        piece.period
        for piece in _pieces(stretches)
        if piece.period.start not in months and piece.whole
    )
    first, last = kind.runs[0].start, kind.runs[-1].end - DAY
    return Coverage(first, last, without(stretches, silent), accounted)


def _filled(runs: Stretches, *, by_month: bool) -> Stretches:
    """The months of records that are all dated by their month alone, else the runs as they are."""
    if by_month and all(run.days == 1 and run.start.day == 1 for run in runs):
        return joined(period_of(run.start, Every.MONTH) for run in runs)
    return runs


def _pieces(stretches: Stretches) -> list[Piece]:
    return [piece for each in stretches for piece in split(each, Every.MONTH)]


def _months(runs: Stretches) -> set[date]:
    """The first day of every month that has any."""
    return {piece.period.start.replace(day=1) for piece in _pieces(runs)}


@dataclass(frozen=True)
class _Density:
    """How dense records are: of the ``days`` of all ``months`` with any, so many are silent.

    Of what is ``rare`` chance leaves whole months empty: those between count as well.
    """

    months: frozenset[date]
    days: int
    silent: int
    each_day: float
    rare: bool

    @property
    def usual_silence(self) -> int:
        """The most silent days in a row that chance would leave from a given day on."""
        return int(log(CHANCE) / log(self.silent / self.days)) if self.silent else 0

    def leaves(self, pause: Period) -> bool:
        """Whether chance would leave a pause as long anywhere among the days.

        It is judged by the days outside it: by how many of them are silent, as offices close, and
        by how many records they have, as a few records can be of any day.
        """
        months = split(pause, Every.MONTH)
        own = sum(m.period.days for m in months if m.period.start.replace(day=1) in self.months)
        silent = (self.silent - own) / (self.days - own)
        return self.days * max(silent**pause.days, exp(-self.each_day * pause.days)) >= CHANCE


def _density(kind: RecordDays) -> _Density:
    within = Period(kind.runs[0].start, kind.runs[-1].end)
    months = _months(kind.runs)
    rare = exp(-kind.records / len(months)) >= CHANCE
    if rare:
        months = _months((within,))
    of = sum(
        each.days
        for month in months
        for each in common((period_of(month, Every.MONTH),), (within,))
    )
    silent = of - sum(each.days for each in kind.runs)
    return _Density(frozenset(months), of, silent, kind.records / of, rare)


def _parted(runs: Stretches, density: _Density) -> list[Period]:
    """The runs as stretches that are parted where records are missing alone."""
    found = [runs[0]]
    for run in runs[1:]:
        between = Period(found[-1].end, run.start)
        month = any(piece.whole for piece in split(between, Every.MONTH))
        if (month and not density.rare) or not density.leaves(between):
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
