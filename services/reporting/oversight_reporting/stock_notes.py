"""What a reader must know of a stock: what it begins with, and why there may be no figure."""

from collections.abc import Iterator

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.indicators import Indicator, StockIndicator
from oversight_contracts.definitions.openings import Opening
from oversight_measures.periods import DAY, Period
from oversight_reporting.answers import Answer
from oversight_reporting.balances import BEFORE, SHORTFALL, UNOPENED
from oversight_reporting.lines import Line
from oversight_reporting.printing import day_in_words
from oversight_reporting.tables import lines_of


def notes_on_stock(catalogue: Catalogue, found: Answer) -> Iterator[str]:
    """Sentences beneath a table of a stock; the balances themselves may be small and are not told.

    Nothing of other measures, and nothing of figures that were published.
    """
    indicator = found.question.indicator
    if not isinstance(indicator, StockIndicator):
        return
    yield "A stock is what is open at the end of the last day."
    lines = [line for table in found.tables for line in lines_of(table)]
    if indicator.opening is None:
        yield NOT_KNOWN
    elif any(line.figure for line in lines):
        yield _begins(indicator.opening)
    yield from _without(catalogue, found, lines)
    yield from _on_shortfall(indicator, lines)
    yield from _on_gaps(indicator, found)


def said_of(indicator: Indicator) -> Iterator[str]:
    """The same of a figure that stands among those of other indicators."""
    if isinstance(indicator, StockIndicator):
        begins = NOT_KNOWN if indicator.opening is None else _begins(indicator.opening)
        yield f"{indicator.title}: {begins[0].lower()}{begins[1:]}"


NOT_KNOWN = "What was open before records begin is not in it: no opening balance is given."


def _begins(opening: Opening) -> str:
    source = f" Opening balance: {opening.source}." if opening.source else ""
    return (
        f"It is what was open at the beginning of {day_in_words(opening.day)}, and what was opened "
        f"less what was closed since.{source}"
    )


def _without(catalogue: Catalogue, found: Answer, lines: list[Line]) -> Iterator[str]:
    question = found.question
    opening = question.indicator.opening if isinstance(question.indicator, StockIndicator) else None
    if opening is None:
        return
    day = day_in_words(opening.day)
    if any(line.missing == BEFORE for line in lines):
        yield f"Before {day} there is no figure: how many were open then is not known."
    unopened = [line for line in lines if line.missing == UNOPENED]
    if opening.of(question.force, question.area) is None and unopened:
        force = catalogue.forces[question.force]
        area = force.areas.get(question.area)
        title = f"{area.title} ({force.title})" if area else force.title
        yield (
            f"No opening balance is given for {title}: how many were open on {day} is not known, "
            "so there is no figure. That is not a figure of zero."
        )
    elif unopened:
        named = " and ".join(catalogue.dimensions[name].title.lower() for name in question.by)
        yield (
            f"The opening balance is not split by {named}: how many were open of each is not "
            "known, so there is no figure of them. That is not a figure of zero."
        )


def _on_shortfall(indicator: StockIndicator, lines: list[Line]) -> Iterator[str]:
    if any(line.figure and line.figure.details.get(SHORTFALL) for line in lines):
        where = "in the opening balance" if indicator.opening else "known from before records begin"
        yield (
            "By some day more was closed than was known to be open: at least as many as the "
            f"shortfall says, or a figure is said to be too low by, are not {where}."
        )


def _on_gaps(indicator: StockIndicator, found: Answer) -> Iterator[str]:
    """Days that a stock is made up of and that nothing is known of."""
    first, last, end = found.records.first, found.records.last, found.question.period.end
    if first is None or last is None or first >= end:
        return
    opening = indicator.opening
    if opening is not None and opening.day < first:
        yield (
            f"The first record is of {day_in_words(first)}: what was opened or closed between the "
            "opening balance and that day is not in the stock."
        )
    since = max(first, opening.day) if opening else first
    if since < end and found.records.skip(Period(since, end)):
        yield (
            f"Between {day_in_words(since)} and {day_in_words(min(last, end - DAY))} there are "
            "months without any record: what was opened or closed in them is not in the stock."
        )
