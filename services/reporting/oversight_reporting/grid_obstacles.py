"""Why two cells of a table cannot be set against each other."""

from collections.abc import Iterator, Sequence

from oversight_contracts.definitions.provenance import break_between
from oversight_measures.parts_of_year import is_part_of_year
from oversight_reporting.grid_cells import Standing
from oversight_reporting.printing import day_in_words


def obstacles(before: Sequence[Standing], now: Sequence[Standing]) -> Iterator[str]:
    """Sentences without a capital or a stop, the most telling first; none where they compare."""
    for each in (*before, *now):
        if each.obstacle:
            yield f"not compared: {each.obstacle}"
    for later in now:
        if later.apart:
            yield f"not compared: {later.apart}"
        for earlier in before:
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
