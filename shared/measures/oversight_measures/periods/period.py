"""London days and hours, and the periods that figures are reported for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
DAY = timedelta(days=1)


def london_day(moment: datetime) -> date:
    """Return the London date at an aware moment; ValueError when it is naive."""
    return _in_london(moment).date()


def london_hour(moment: datetime) -> datetime:
    """Return the start, in UTC, of the London clock hour that holds an aware moment.

    The hour that the clocks repeat in October is two hours. ValueError when naive.
    """
    return _in_london(moment).replace(minute=0, second=0, microsecond=0).astimezone(UTC)


def london_midnight(day: date) -> datetime:
    """Return the moment, in UTC, at which the day begins in London."""
    return datetime(day.year, day.month, day.day, tzinfo=LONDON).astimezone(UTC)


@dataclass(frozen=True, order=True)
class Period:
    """London days from `start` up to, not including, `end`; ValueError when there are none."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError(f"end must be after {self.start} (start), not {self.end}")

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    @property
    def days(self) -> int:
        """The number of days in the period."""
        return (self.end - self.start).days


class Every(StrEnum):
    """The pieces a period is cut into: weeks start on Monday, quarters and years on 1 April.

    In this field a year is the financial year; the calendar year is asked for by name.
    """

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    CALENDAR_YEAR = "calendar-year"


@dataclass(frozen=True)
class Piece:
    """One part of a period that was cut; not `whole` where the period's end cuts it short."""

    period: Period
    whole: bool


def split(period: Period, every: Every) -> list[Piece]:
    """Cut a period into days, weeks, months, quarters or years, in order and without gaps."""
    return list(_cut(period, every))


def period_of(day: date, every: Every) -> Period:
    """Return the whole day, week, month, quarter or year that holds the day."""
    match every:
        case Every.DAY:
            return Period(day, day + DAY)
        case Every.WEEK:
            monday = day - day.weekday() * DAY
            return Period(monday, monday + 7 * DAY)
        case Every.MONTH:
            return _months_from(day.year, day.month, 1)
        case Every.QUARTER:
            # Quarters of a year that starts in April begin where calendar quarters do.
            return _months_from(day.year, day.month - (day.month - 1) % 3, 3)
        case Every.YEAR:
            return financial_year(day)
        case Every.CALENDAR_YEAR:
            return _months_from(day.year, 1, 12)


def financial_year(day: date) -> Period:
    """Return the year from 1 April that holds the day."""
    return _months_from(day.year if day.month >= 4 else day.year - 1, 4, 12)


def year_to_date(day: date) -> Period:
    """Return the financial year from its 1 April to the day, which is in."""
    return Period(financial_year(day).start, day + DAY)


def same_dates_last_year(period: Period) -> Period:
    """Return the same dates a year earlier; 29 February becomes 28.

    Whole months have whole months before them: a February that ends on the 28th is compared with
    all of one that ends on the 29th. Else the last included day is moved and one added for the
    open end, so that a period to the end of February keeps its last date.
    """
    if period.start.day == period.end.day == 1:
        return Period(_year_before(period.start), _year_before(period.end))
    last = _year_before(period.end - DAY)
    return Period(_year_before(period.start), last + DAY)


def rolling_months(day: date, months: int) -> Period:
    """Return the `months` months whose last day is `day`.

    Where the month it would start in is too short for the date, it starts on the first of the
    next, so that no window holds a date twice: the year to 28 February 2020 starts on 1 March.

    Raises ValueError when `months` is not above 0.
    """
    if months <= 0:
        raise ValueError(f"months must be more than 0, not {months}")
    end = day + DAY
    year, month = _shift(end.year, end.month, -months)
    first = date(year, month, 1)
    overflow = _months_from(year, month, 1).end
    return Period(min(first + (end.day - 1) * DAY, overflow), end)


def year_ending(last_day: date) -> Period:
    """Return the twelve months whose last day is `last_day`."""
    return rolling_months(last_day, 12)


def _in_london(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError(f"moment must have a time zone: {moment.isoformat()}")
    return moment.astimezone(LONDON)


# Coverage cuts the same runs of days for every indicator of a page.
@lru_cache(maxsize=16_384)
def _cut(period: Period, every: Every) -> tuple[Piece, ...]:
    return tuple(_pieces(period, every))


def _pieces(period: Period, every: Every) -> Iterator[Piece]:
    start = period.start
    while start < period.end:
        natural = period_of(start, every)
        piece = Period(start, min(natural.end, period.end))
        yield Piece(piece, whole=piece == natural)
        start = piece.end


def _months_from(year: int, month: int, months: int) -> Period:
    return Period(date(year, month, 1), date(*_shift(year, month, months), 1))


def _shift(year: int, month: int, months: int) -> tuple[int, int]:
    years, index = divmod(month - 1 + months, 12)
    return year + years, index + 1


def _year_before(day: date) -> date:
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)
