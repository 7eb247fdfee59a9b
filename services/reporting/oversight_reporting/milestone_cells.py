"""Milestones as cells: the level set, as the plan prints it, and whether the figure meets it."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from oversight_contracts.definitions.indicators import (
    Indicator,
    RateIndicator,
    RatioIndicator,
    SeverityIndicator,
)
from oversight_contracts.definitions.plans import SetChange, SetLevel, SetMilestone, SetRate
from oversight_measures.milestones import Benchmark, Judgement, NotApplicable, judge, level
from oversight_measures.periods import Period
from oversight_measures.polarity import Polarity
from oversight_measures.prints import Print, printed_as
from oversight_reporting.grid_cells import GridCell
from oversight_reporting.printing import number

# Printed in place of a level, and of whether it is met.
NOTHING_SET = "N/A"
BENCHMARK = "Benchmark"
_NUMBER = re.compile(r"-?[\d,]+(\.\d+)?")


def milestone_cell(
    indicator: Indicator,
    found: SetMilestone | None,
    baselines: Mapping[str, Fraction],
    period: Period,
    reached: GridCell,
) -> GridCell:
    """The level set for a period, exact, and in the plan's print where it has one.

    ``baselines`` are figures by the plan's names of periods; ``reached`` is the last figure.
    """
    if found is None or isinstance(found.milestone, NotApplicable):
        return GridCell(period, words=NOTHING_SET)
    if isinstance(found.milestone, Benchmark):
        return GridCell(period, words=BENCHMARK)
    value = level(found.milestone, baselines, _per(indicator))
    unit = "%" if indicator.unit == "%" else ""
    return GridCell(
        period,
        value=value,
        words="no baseline figure",
        places=_places(indicator, found),
        unit=unit,
        printed_as=_print(indicator, found, value),
        marks=tuple(_marks(found, value, reached)),
    )


def met_cell(
    indicator: Indicator, found: SetMilestone | None, aim: GridCell, reached: GridCell
) -> GridCell:
    """Whether the exact figure meets the exact level; N/A and benchmark stay what they are."""
    if aim.value is None and found is not None:
        return GridCell(reached.period, words=aim.words)
    if found is None:
        return GridCell(reached.period, words=NOTHING_SET)
    judgement = judge(reached.value, aim.value, Polarity(indicator.polarity))
    words = "no figure" if reached.value is None else str(judgement)
    marks = _close(judgement, aim, reached)
    return GridCell(reached.period, words=words[:1].upper() + words[1:], marks=tuple(marks))


def reached_cell(indicator: Indicator, cell: GridCell) -> GridCell:
    """What was reached; a detection rate with the number it stands for, as plans print it."""
    if not isinstance(indicator, RatioIndicator) or cell.numerator is None or cell.value is None:
        return cell
    return cell.shown_as(f"{number(cell.numerator)} ({cell.printed})")


def _per(indicator: Indicator) -> int:
    if isinstance(indicator, RateIndicator):
        return indicator.per
    if isinstance(indicator, SeverityIndicator):
        return indicator.per or 1
    return 100 if indicator.unit == "%" else 1


def _places(indicator: Indicator, found: SetMilestone) -> int:
    if isinstance(found, SetLevel | SetRate):
        return max(0, -int(found.value.as_tuple().exponent))
    return indicator.decimals


def _print(indicator: Indicator, found: SetMilestone, value: Fraction | None) -> str:
    if not isinstance(found, SetChange):
        return found.printed or ""
    change = f"{found.change:+f}%"
    if found.printed:
        return f"{found.printed} ({change})"
    # Without the baseline's figure the change is all that is known of the level.
    return f"{number(value, indicator.decimals)} ({change})" if value is not None else change


def _marks(found: SetMilestone, value: Fraction | None, reached: GridCell) -> Iterator[str]:
    shown = _NUMBER.match(found.printed or "")
    if shown is None or value is None:
        return
    exact, how = value, "the exact level is"
    if not isinstance(found, SetChange):
        # A share that is counted out: 11% of what was recorded, where anything was.
        if not reached.denominator:
            return
        exact = value * reached.denominator / 100
        how = f"{number(value, _fewest(value))}% of {number(reached.denominator)} is"
    printed = printed_as(exact, Decimal(shown[0].replace(",", "")))
    if printed is Print.ROUNDED:
        return
    words = "which is another figure" if printed is Print.DIFFERENT else f"{printed} in print"
    yield f"The plan prints {shown[0]}: {how} {number(exact, _fewest(exact))}, {words}."


def _fewest(value: Fraction) -> int:
    """The places that show a value exactly, as far as four."""
    return next((places for places in range(4) if (value * 10**places).denominator == 1), 4)


def _close(judgement: Judgement, aim: GridCell, reached: GridCell) -> Iterator[str]:
    if judgement is Judgement.NOT_MET and aim.printed == reached.printed:
        yield "Judged by the exact figures, which print alike."
