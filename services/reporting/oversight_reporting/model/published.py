"""Published statistics as they stand: which one a figure is quoted from, and what is said of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from oversight_contracts.breakdowns import pairs_of
from oversight_contracts.records.statistic import Statistic
from oversight_measures.periods.period import DAY, Period

# What is printed where a publisher gave no figure, by the reason given.
ABSENT: Mapping[str, str] = {
    "not-applicable": "N/A",
    "not-collected": "not collected",
    "not-published": "not published",
    "benchmark": "benchmark",
}


@dataclass(frozen=True)
class PublishedFigure:
    """A statistic that stands; ``revised`` where it has changed since it was first seen."""

    id: str
    revised: bool
    record: Statistic


@dataclass(frozen=True)
class Quotation:
    """A statistic as it is quoted.

    ``value`` is exact, None where it is ``absent`` (in words) or over nothing. ``places`` are those
    it was given with, None where it was divided here. ``set_aside`` are the ids of others that
    state the same figure.
    """

    id: str
    value: Fraction | None
    places: int | None
    numerator: Fraction | None
    denominator: Fraction | None
    absent: str | None
    publisher: str
    published_on: date | None
    provisional: bool = False
    revised: bool = False
    not_comparable: bool = False
    set_aside: tuple[str, ...] = ()


class Quotations:
    """The statistics of one measure in one area, found by period and breakdown."""

    def __init__(self, stated: Iterable[PublishedFigure], factor: int) -> None:
        """``factor`` times a numerator over its denominator is the figure."""
        self._factor = factor
        self._known: dict[tuple[Period, str], list[PublishedFigure]] = {}
        for each in stated:
            place = period_of(each.record), _sorted(each.record.by)
            self._known.setdefault(place, []).append(each)

    @property
    def periods(self) -> list[Period]:
        """Every period that something is stated of, in order."""
        return sorted({period for period, _ in self._known})

    def find(self, period: Period, breakdown: Mapping[str, str]) -> Quotation | None:
        """The statistic of exactly this period. Of two, the one published last; then by id."""
        names = ",".join(f"{name}={breakdown[name]}" for name in sorted(breakdown))
        found = self._known.get((period, names))
        if not found:
            return None
        *others, best = sorted(found, key=_standing)
        return _quoted(best, tuple(each.id for each in others), self._factor)

    def values(self, period: Period, dimensions: tuple[str, ...]) -> set[tuple[str, ...]]:
        """The breakdown values of these dimensions (sorted) that are stated of the period."""
        if not dimensions:
            return set()
        found = [pairs_of(by) for known, by in self._known if known == period]
        return {tuple(each.values()) for each in found if tuple(each) == dimensions}


def period_of(record: Statistic) -> Period:
    """Its days, half-open."""
    return Period(record.first_day, record.last_day + DAY)


def _standing(stated: PublishedFigure) -> tuple[date, str]:
    return stated.record.published_on or date.min, stated.id


def _sorted(by: str) -> str:
    pairs = pairs_of(by)
    return ",".join(f"{name}={pairs[name]}" for name in sorted(pairs))


def _quoted(stated: PublishedFigure, set_aside: tuple[str, ...], factor: int) -> Quotation:
    record = stated.record
    numerator, denominator = _exact(record.numerator), _exact(record.denominator)
    value = _exact(record.value)
    if value is None and numerator is not None and denominator:
        value = factor * numerator / denominator
    return Quotation(
        id=stated.id,
        value=value,
        places=_places(record.value) if record.value is not None else None,
        numerator=numerator,
        denominator=denominator,
        absent=ABSENT[record.absent] if record.absent else None,
        publisher=record.publisher,
        published_on=record.published_on,
        provisional=record.provisional,
        revised=stated.revised,
        not_comparable=record.not_comparable,
        set_aside=set_aside,
    )


def _exact(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(Decimal(text))


def _places(text: str) -> int:
    return len(text.partition(".")[2])
