"""Reasons for which cells of a grid are not compared with each other."""

from collections.abc import Iterator, Sequence

from oversight_contracts.definitions.models.indicators import break_between
from oversight_measures.periods.parts_of_year import is_part_of_year
from oversight_measures.periods.period import Period
from oversight_reporting.formatting import day_in_words
from oversight_reporting.grid.cell import GridCell, Standing


def not_comparable(period: Period, why: str) -> GridCell:
    """The cell in place of a comparison, with the reason as a footnote."""
    return GridCell(period, words="not comparable", marks=(f"{why[:1].upper()}{why[1:]}.",))


def obstacles(before: Sequence[Standing], now: Sequence[Standing]) -> Iterator[str]:
    """Sentences without a capital or a stop, the most telling first; none where they compare."""
    yield from lacking((*before, *now))
    for each in (*before, *now):
        if each.obstacle:
            yield f"not compared: {each.obstacle}"
    for later in now:
        if later.apart:
            yield f"not compared: {later.apart}"
        for earlier in before:
            yield from _between(earlier, later)


def lacking(standing: Sequence[Standing]) -> Iterator[str]:
    """The records that are missing of any of the figures."""
    for missing in dict.fromkeys(each.missing for each in standing if each.missing):
        yield f"not comparable: {missing}"


def unlike(own: Sequence[Standing], others: Sequence[Standing]) -> Iterator[str]:
    """The obstacles of figures in no order of time: what holds for all does not part them.

    Missing records do: nobody knows whose figure they would have changed the more.
    """
    yield from lacking((*own, *others))
    for mine in own:
        for other in others:
            if mine.obstacle != other.obstacle:
                yield f"not compared: {mine.obstacle or other.obstacle}"
            earlier, later = sorted((mine, other), key=lambda each: each.period)
            if later.apart and earlier.period != later.period:
                yield f"not compared: {later.apart}"
            yield from _between(earlier, later)


def _between(earlier: Standing, later: Standing) -> Iterator[str]:
    if earlier.period == later.period or earlier.indicator.id != later.indicator.id:
        return
    found = break_between(later.indicator.breaks, earlier.period, later.period)
    if found is not None:
        yield (
            f"not compared across the change of definition of {day_in_words(found.on)}: {found.why}"
        )
    if is_part_of_year(earlier.period) != is_part_of_year(later.period):
        yield "not compared: one of the two is part of a year"
