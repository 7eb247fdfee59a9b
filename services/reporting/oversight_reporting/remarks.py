"""What is printed with a figure: provisional, revised, not comparable, published."""

from collections.abc import Iterator

from oversight_contracts.definitions.indicators import Indicator, StatisticIndicator
from oversight_measures.parts_of_year import is_part_of_year, years_in
from oversight_measures.periods import Every, Period, period_of
from oversight_reporting.balances import too_low
from oversight_reporting.lines import Line
from oversight_reporting.printing import day_in_words
from oversight_reporting.quotations import Quotation

# Beneath every table that has a suppressed figure.
SUPPRESSION = (
    "A suppressed figure is a small count, or would give a small count back. It is not zero."
)

# Where one stands that was worked out of counts; nothing is brought to a whole year here.
NOT_ANNUALISED = "A rate of part of a year is as counted, and not annualised."


def remarks_of(indicator: Indicator, period: Period, line: Line) -> list[str]:
    """Words beside the figure of a line; none beside one that is counted and can be so."""
    if line.quoted is None:
        return list(too_low(line.figure))
    return list(_remarks(indicator, period, line.quoted))


def is_odd_part(period: Period) -> bool:
    """Whether it is part of one year, and no day, week, month or quarter that everybody expects."""
    if years_in(period) > 1:
        return False
    whole = any(period == period_of(period.start, every) for every in Every)
    return is_part_of_year(period) and not whole


def _remarks(indicator: Indicator, period: Period, quoted: Quotation) -> Iterator[str]:
    if is_odd_part(period):
        yield "part of a year"
    if not isinstance(indicator, StatisticIndicator):
        yield "published before records begin"
    if quoted.provisional:
        yield "provisional"
    if quoted.revised:
        yield "revised"
    if quoted.not_comparable:
        yield "not comparable with earlier figures"


def source_of(quoted: Quotation) -> str:
    """Who published it, and when, as a sentence."""
    if quoted.published_on is None:
        return f"Source: {quoted.publisher}."
    return f"Source: {quoted.publisher}, published {day_in_words(quoted.published_on)}."


def set_aside(quoted: Quotation) -> str:
    """Which of several statistics is shown, as a sentence; empty where it is alone."""
    if not quoted.set_aside:
        return ""
    others = ", ".join(quoted.set_aside)
    return (
        f"{quoted.id} is shown, because it was published last; {others} "
        f"{'says' if len(quoted.set_aside) == 1 else 'say'} something of the same figure."
    )
