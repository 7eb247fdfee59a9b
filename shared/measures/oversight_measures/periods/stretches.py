"""Stretches of days: periods in order and apart, and what two sets of them have in common."""

from collections.abc import Iterable
from datetime import date

from oversight_measures.periods.period import DAY, Period

Stretches = tuple[Period, ...]


def runs_of(days: Iterable[date]) -> Stretches:
    """The runs of days that follow one another."""
    found: list[Period] = []
    for day in sorted(set(days)):
        if found and found[-1].end == day:
            found[-1] = Period(found[-1].start, day + DAY)
        else:
            found.append(Period(day, day + DAY))
    return tuple(found)


def common(one: Stretches, other: Stretches) -> Stretches:
    """The days that are in both."""
    return tuple(
        Period(max(mine.start, theirs.start), min(mine.end, theirs.end))
        for mine in one
        for theirs in other
        if mine.start < theirs.end and theirs.start < mine.end
    )


def without(one: Stretches, other: Stretches) -> Stretches:
    """The days of the first that are not in the second."""
    found: list[Period] = []
    for each in one:
        start = each.start
        for gone in common((each,), other):
            if start < gone.start:
                found.append(Period(start, gone.start))
            start = gone.end
        if start < each.end:
            found.append(Period(start, each.end))
    return tuple(found)


def joined(stretches: Iterable[Period]) -> Stretches:
    """The days that are in any of them, as stretches apart."""
    found: list[Period] = []
    for each in sorted(stretches):
        if found and each.start <= found[-1].end:
            found[-1] = Period(found[-1].start, max(found[-1].end, each.end))
        else:
            found.append(each)
    return tuple(found)
