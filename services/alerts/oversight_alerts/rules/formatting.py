"""Numbers, periods and times as an e-mail says them: London time, rounded half up."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from oversight_contracts.definitions.spans import YEAR
from oversight_contracts.measures.indicator import Indicator
from oversight_contracts.windows import HOUR, BucketRange, days_of
from oversight_measures.periods.period import DAY, LONDON
from oversight_measures.rounding import round_half_up

Number = Fraction | Decimal | int | float


def number(value: Number, places: int) -> str:
    """``value`` with thousands separators: 1,234.5."""
    exact = Fraction(value) if isinstance(value, float) else value
    return f"{round_half_up(exact, places):,}"


def amount(indicator: Indicator, value: Number) -> str:
    """``value`` with the indicator's decimals and unit: 58.3%, 612 searches."""
    return with_unit(indicator, number(value, indicator.decimals))


def brief(indicator: Indicator, value: Number) -> str:
    """``value`` where a figure with its unit stands beside it: 58.3%, but 4.8 alone."""
    text = number(value, indicator.decimals)
    return with_unit(indicator, text) if indicator.unit == "%" else text


def limit(indicator: Indicator, value: Decimal) -> str:
    """A limit as its rule has it, so 65 is not printed as 65.0: 65%, 4.0 times the White rate."""
    return with_unit(indicator, bare(value))


def short_limit(indicator: Indicator, value: Decimal) -> str:
    """A limit where a value with its unit stands beside it: 65%, but 4.0 alone."""
    return limit(indicator, value) if indicator.unit == "%" else bare(value)


def with_unit(indicator: Indicator, text: str) -> str:
    """``text`` followed by the unit."""
    return f"{text}%" if indicator.unit == "%" else f"{text} {indicator.unit}"


def bare(value: Decimal) -> str:
    """A decimal in plain digits, as written: 65, 4.0, 1,200."""
    return f"{value:,f}"


def difference(indicator: Indicator, value: Decimal) -> str:
    """A difference between two values: 5 percentage points, 100 complaints."""
    if indicator.unit == "%":
        return f"{bare(value)} percentage points"
    return limit(indicator, value)


def moment(at: datetime) -> str:
    """15:02 on Tuesday 14 July 2026."""
    local = at.astimezone(LONDON)
    return f"{local:%H:%M} on {day(local.date())}"


def day(at: date) -> str:
    """Tuesday 14 July 2026."""
    return f"{at:%A} {at.day} {at:%B %Y}"


def span(length: timedelta) -> str:
    """In the largest unit that divides it: 24 hours, 7 days, 90 minutes; 5.5 years of any more."""
    if length >= YEAR:
        years = f"{length / YEAR:.2g}"
        return "1 year" if years == "1" else f"{years} years"
    if length > DAY and length % DAY == timedelta(0):
        return _many(length // DAY, "day")
    if length % HOUR == timedelta(0):
        return _many(length // HOUR, "hour")
    return _many(length // timedelta(minutes=1), "minute")


def last_buckets(count: int, bucket: str) -> str:
    """the last 7 days; the last day."""
    return f"the last {count} {bucket}s" if count > 1 else f"the last {bucket}"


def bucket_name(bucket: str, start: date) -> str:
    """A bucket by its first day: May 2026, the week of 4 May 2026."""
    if bucket == "month":
        return f"{start:%B %Y}"
    before = {"week": "the week of ", "quarter": "the quarter from "}.get(bucket, "")
    return f"{before}{start.day} {start:%B %Y}"


def worse(direction: int) -> str:
    """The side of a limit that is broken."""
    return "above" if direction > 0 else "below"


def lasting(length: timedelta) -> str:
    """About how long: 3 hours 10 minutes, 2 days 4 hours, less than a minute."""
    minutes = length // timedelta(minutes=1)
    days, hours = divmod(minutes // 60, 24)
    if days:
        return _both((days, "day"), (hours, "hour"))
    if hours:
        return _both((hours, "hour"), (minutes % 60, "minute"))
    return _many(minutes, "minute") if minutes else "less than a minute"


def period(window: BucketRange) -> str:
    """The London days of a window in words."""
    days = days_of(window)
    first, last = days.start, days.end - DAY
    if first == last:
        return day(last)
    return f"the {days.days} days from {day(first)} to {day(last)}"


def _both(first: tuple[int, str], second: tuple[int, str]) -> str:
    return " ".join(_many(*each) for each in (first, second) if each[0])


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
