"""Counts as a frozen report told of them, kept beside it: the memory of disclosure control.

It tells small counts, so it is no part of what is published.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from oversight_measures.periods.period import Period
from oversight_reporting.model.document_base import DatedDocument, DocumentModel

# A count that is neither follows from others, or is printed nowhere and no secret.
Telling = Literal["printed", "hidden", "neither"]


class ToldCount(DatedDocument):
    """A count of one area, period and breakdown, and whether it was printed or hidden.

    Of those hidden with one ``knot`` at least one was small.
    """

    area: str
    breakdown: dict[str, str] = {}
    number: int
    telling: Telling
    knot: int | None = None


class ToldSeries(DocumentModel):
    """The counts of one thing in one force."""

    what: list[str]
    force: str
    counts: list[ToldCount]


@dataclass(frozen=True, slots=True)
class Told:
    """One count as a report told of it; ``breakdown`` in pairs."""

    what: tuple[str, ...]
    force: str
    area: str
    period: Period
    breakdown: frozenset[tuple[str, str]]
    number: int
    telling: Telling
    knot: int | None = None


# Counts by what is counted: most questions are of few of these.
ToldByWhat = Mapping[tuple[str, ...], Sequence[Told]]


def by_what(told: Iterable[Told]) -> ToldByWhat:
    """The counts by what is counted."""
    found: dict[tuple[str, ...], list[Told]] = {}
    for each in told:
        found.setdefault(each.what, []).append(each)
    return found


def told_series(told: Iterable[Told]) -> list[ToldSeries]:
    """The counts as they are stored, in an order of their own."""
    found: dict[tuple[tuple[str, ...], str], list[Told]] = {}
    for each in told:
        found.setdefault((each.what, each.force), []).append(each)
    return [
        ToldSeries(what=list(what), force=force, counts=list(map(_stored, _ordered(counts))))
        for (what, force), counts in sorted(found.items())
    ]


def told_counts(series: Iterable[ToldSeries]) -> Iterator[Told]:
    """The counts that were stored."""
    for each in series:
        for count in each.counts:
            yield Told(
                *(tuple(each.what), each.force, count.area, count.period),
                *(frozenset(count.breakdown.items()), count.number, count.telling, count.knot),
            )


def _ordered(counts: Iterable[Told]) -> list[Told]:
    return sorted(counts, key=lambda each: (each.area, each.period, sorted(each.breakdown)))


def _stored(told: Told) -> ToldCount:
    breakdown: Mapping[str, str] = dict(sorted(told.breakdown))
    return ToldCount(
        start=told.period.start,
        end=told.period.end,
        area=told.area,
        breakdown=dict(breakdown),
        number=told.number,
        telling=told.telling,
        knot=told.knot,
    )
