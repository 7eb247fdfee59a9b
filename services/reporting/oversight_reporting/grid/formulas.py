"""Cells that are worked out from other cells of their row or column, exactly."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from oversight_contracts.definitions.models.grids import ALL, GridLine
from oversight_measures.estimates.changes import percentage_change
from oversight_measures.estimates.gaps import gap_between, widest_gap
from oversight_measures.estimates.means import weighted_mean
from oversight_measures.estimates.peers import place_from_lowest
from oversight_measures.estimates.shares import per_so_many
from oversight_measures.periods.parts_of_year import is_part_of_year
from oversight_reporting.figures.notes import NOT_ANNUALISED
from oversight_reporting.figures.result import SUPPRESSED
from oversight_reporting.grid.cell import PROVISIONAL, GridCell
from oversight_reporting.grid.comparability import lacking, not_comparable, obstacles, unlike
from oversight_reporting.grid.significance import with_verdict

# Where the figures are published somebody else has made the comparison, and a document prints it.
NO_EVIDENCE = (
    "A rank is no evidence: most places in one are chance. It does not say whether any differs "
    "from the others by more than that."
)
NO_EVIDENCE_OF_GAP = (
    "Which is the highest and which the lowest is no evidence: by chance alone there would "
    "be both. It does not say whether any differs from the others by more than that."
)
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}


def ranked(own: GridCell, cells: Sequence[tuple[str, GridCell]]) -> GridCell:
    """The place from the lowest figure (1), of as many as have one; equal figures share a place.

    ``cells`` hold ``own`` too. A footnote names those without a figure, who have no place.
    """
    known = [cell for _, cell in cells if cell.value is not None]
    if own.value is None or len(known) < 2:
        return GridCell(own.period, words=_lacking(own))
    standing = tuple(each for cell in known for each in cell.standing)
    if why := next(unlike(own.standing, standing), None):
        return not_comparable(own.period, why)
    figures = [cell.value for cell in known if cell.value is not None]
    place = place_from_lowest(own.value, figures)
    printed = f"{_lowest(place, shared=figures.count(own.value) > 1)} of {len(known)}"
    found = GridCell(own.period, value=Fraction(place), standing=standing, printed_as=printed)
    return replace(found, marks=tuple(_marks(cells)))


def _marks(cells: Sequence[tuple[str, GridCell]]) -> Iterator[str]:
    if any(PROVISIONAL in cell.marks for _, cell in cells):
        yield PROVISIONAL
    if missing := [title for title, cell in cells if cell.value is None]:
        yield f"Without {', '.join(missing)}."
    if _counted(cells):
        yield NO_EVIDENCE


def _counted(cells: Sequence[tuple[str, GridCell]]) -> bool:
    """Whether any figure is counted here, and not quoted from who published it."""
    return any(cell.value is not None and cell.quoted is None for _, cell in cells)


def _lacking(own: GridCell) -> str:
    if own.suppressed:
        return SUPPRESSED
    return own.words if own.value is None else "nothing to compare with"


def _lowest(place: int, *, shared: bool) -> str:
    ending = "th" if place % 100 in (11, 12, 13) else _ENDINGS.get(place % 10, "th")
    nth = "" if place == 1 else f"{place}{ending} "
    return f"{'joint ' if shared else ''}{nth}lowest"


def worked_out(
    line: GridLine,
    lines: Mapping[str, GridLine],
    at: Callable[[GridLine], GridCell],
    in_whole: Callable[[GridLine], GridCell],
    weight: Callable[[GridLine], GridCell],
) -> GridCell:
    """The cell of a line that is worked out from ``lines`` of its axis.

    ``at`` gives the cell of another line beside it, ``in_whole`` the one in the whole that shares
    are of, ``weight`` the one that says how much a line weighs in a mean. Raises ``KeyError`` for a
    title that no line has.
    """
    if line.mean:
        found = mean([(each.title, at(each), weight(each)) for each in _chosen(line.mean, lines)])
    else:
        found = _worked_out_from(line, lines, at, in_whole)
    return found if line.decimals is None else replace(found, places=line.decimals)


def _worked_out_from(
    line: GridLine,
    lines: Mapping[str, GridLine],
    at: Callable[[GridLine], GridCell],
    in_whole: Callable[[GridLine], GridCell],
) -> GridCell:
    def named(title: str) -> GridCell:
        return at(lines[title])

    if line.sum:
        return summed([at(each) for each in _chosen(line.sum, lines)])
    if line.gap:
        return gap([(each.title, at(each)) for each in _chosen(line.gap, lines)])
    if line.rank:
        among = [(each.title, at(each)) for each in _chosen(line.rank.among, lines)]
        return ranked(named(line.rank.of), among)
    if line.share:
        return share(named(line.share), in_whole(lines[line.share]))
    if line.change:
        return changed(named(line.change.start), named(line.change.end))
    if line.percentage_change:
        span = line.percentage_change
        return changed_in_percent(named(span.start), named(span.end))
    assert line.rate is not None
    return rate(named(line.rate.of), named(line.rate.over), line.rate.per)


def _chosen(titles: Sequence[str], lines: Mapping[str, GridLine]) -> list[GridLine]:
    if tuple(titles) == ALL:
        return [each for each in lines.values() if not each.derived]
    return [lines[title] for title in titles]


def summed(parts: Sequence[GridCell]) -> GridCell:
    """The sum of all parts; no sum where one is missing, because a part is never invented."""
    first = parts[0]
    known = [Fraction() if part.unrecorded else part.value for part in parts]
    values = [value for value in known if value is not None]
    complete = len(values) == len(parts)
    return GridCell(
        period=first.period,
        value=sum(values, Fraction()) if complete else None,
        words=SUPPRESSED if any(part.suppressed for part in parts) else "a part is missing",
        places=max(part.places for part in parts),
        unit=first.unit,
        standing=tuple(each for part in parts for each in part.standing),
        marks=tuple(dict.fromkeys(mark for part in parts for mark in part.marks)),
    )


def share(part: GridCell, whole: GridCell) -> GridCell:
    """The part in % of the whole."""
    found = GridCell(part.period, places=1, unit="%", numerator=part.value, denominator=whole.value)
    return _worked_out(found, (part, whole), _per(part, whole, 100))


def rate(events: GridCell, over: GridCell, per: int) -> GridCell:
    """The first per so many of the second; per 100 it is a percentage."""
    unit = "%" if per == 100 else ""
    found = GridCell(
        events.period, places=1, unit=unit, numerator=events.value, denominator=over.value
    )
    rated = _worked_out(found, (events, over), _per(events, over, per))
    # Of counted events; members on a day are of no part of a year.
    of_part = per != 100 and events.counted is not None and is_part_of_year(events.period)
    return rated.marked(NOT_ANNUALISED) if of_part and rated.value is not None else rated


def changed(before: GridCell, now: GridCell) -> GridCell:
    """The difference, in points where the figures are percentages."""
    unit = " points" if now.unit == "%" else now.unit
    places = max(before.places, now.places)
    found = GridCell(now.period, places=places, unit=unit, signed=True)
    return _compared(found, before, now, gap_between(now.value, before.value))


def changed_in_percent(before: GridCell, now: GridCell) -> GridCell:
    """The difference in % of what was before."""
    value = None
    if before.value is not None and now.value is not None:
        value = percentage_change(now.value, before.value)
    found = GridCell(now.period, places=1, unit="%", signed=True)
    return _compared(found, before, now, value)


def gap(cells: Sequence[tuple[str, GridCell]]) -> GridCell:
    """The first less the second; of more, the highest less the lowest, which are named.

    Where any of these is counted a second footnote says that this is no evidence.
    """
    first = cells[0][1]
    standing = [each for _, cell in cells for each in cell.standing if cell.value is not None]
    if why := next(lacking(standing), None):
        return not_comparable(first.period, why)
    unit = " points" if first.unit == "%" else first.unit
    empty = GridCell(first.period, places=max(cell.places for _, cell in cells), unit=unit)
    if len(cells) == 2:
        size = gap_between(first.value, cells[1][1].value)
        return _worked_out(empty, [cell for _, cell in cells], size)
    widest = widest_gap({title: cell.value for title, cell in cells})
    marks: tuple[str, ...] = ()
    if widest:
        marks = (f"From {' and '.join(widest.lowest)} to {' and '.join(widest.highest)}.",)
        marks += (NO_EVIDENCE_OF_GAP,) if _counted(cells) else ()
    found = _worked_out(empty, [cell for _, cell in cells], widest.size if widest else None)
    return replace(found, marks=(*found.marks, *marks))


def mean(parts: Sequence[tuple[str, GridCell, GridCell]]) -> GridCell:
    """The mean of figures, each weighing as much as its cases; a footnote names those left out."""
    known = [
        (cell.value, weight.value)
        for _, cell, weight in parts
        if cell.value is not None and weight.value is not None
    ]
    missing = [title for title, *cells in parts if any(cell.value is None for cell in cells)]
    first = parts[0][1]
    empty = GridCell(first.period, places=max(part.places for _, part, _ in parts), unit=first.unit)
    # A figure below zero, such as a change, says of nothing how much it weighs.
    value = weighted_mean(known) if all(weight >= 0 for _, weight in known) else None
    found = _worked_out(empty, [cell for _, cell, _ in parts], value)
    return found.marked(f"Without {', '.join(missing)}.") if missing and known else found


def _per(part: GridCell, whole: GridCell, times: int) -> Fraction | None:
    if part.value is None or whole.value is None:
        return None
    return per_so_many(part.value, whole.value, times)


def _compared(found: GridCell, before: GridCell, now: GridCell, value: Fraction | None) -> GridCell:
    if before.value is None or now.value is None:
        return _worked_out(found, (before, now), None)
    why = next(obstacles(before.standing, now.standing), None)
    if why:
        return not_comparable(found.period, why)
    return with_verdict(_worked_out(found, (before, now), value), before, now)


def _worked_out(found: GridCell, cells: Sequence[GridCell], value: Fraction | None) -> GridCell:
    unsure = any(PROVISIONAL in cell.marks for cell in cells)
    # A milestone that is N/A, or a year that nobody published, says so in what hangs on it too.
    words = next((cell.words for cell in cells if cell.value is None), "cannot be worked out")
    standing = tuple(each for cell in cells for each in cell.standing)
    gaps = dict.fromkeys(each.gap for each in standing if each.gap and value is not None)
    return replace(
        found,
        value=value,
        words=words,
        standing=standing,
        marks=(*((PROVISIONAL,) if unsure else ()), *gaps),
    )
