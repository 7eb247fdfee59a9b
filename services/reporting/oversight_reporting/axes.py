"""The rows and columns of a table, written out: one line for each area, period, force or value."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from oversight_contracts.breakdowns import in_words
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.grids import GridLine, Several
from oversight_contracts.definitions.peers import peers_on
from oversight_contracts.definitions.period_names import period_named
from oversight_contracts.definitions.reference import Validity
from oversight_measures.financial_years import quarter_name, year_name
from oversight_measures.periods import DAY, Every, Period, split
from oversight_reporting.printing import day_in_words, period_in_words

Line = GridLine | Several


def written_out(
    catalogue: Catalogue, axis: Iterable[Line], force: str, report: Period
) -> list[Line]:
    """The axis with every area, period and force in it; values of a dimension wait for answers."""
    return [
        each
        for line in axis
        for each in (_each(catalogue, line, force, report) if isinstance(line, Several) else [line])
    ]


def with_values(axis: Iterable[Line], values: Iterable[str]) -> list[GridLine]:
    """The axis with a line for each value of its dimension."""
    known = list(values)
    lines: list[GridLine] = []
    for line in axis:
        if isinstance(line, GridLine):
            lines.append(line)
        elif line.each_value_of is not None:
            lines += [_line(line, in_words(v), breakdown={line.each_value_of: v}) for v in known]
    return lines


def _each(catalogue: Catalogue, line: Several, force: str, report: Period) -> Iterator[Line]:
    period = period_named(line.period or "report", report)
    if line.each_area_of is not None:
        areas = catalogue.forces[line.force or force].areas
        for name, area in areas.items():
            if area.kind == line.each_area_of and _valid_in(area, period):
                yield _line(line, area.title, area=name)
    elif line.each is not None:
        for piece in split(period, line.each):
            yield _line(line, piece_name(piece.period, line.each), period=_name(piece.period))
    elif line.each_of is not None:
        yield from _similar(catalogue, line, force, period)
    else:
        yield line


def _similar(catalogue: Catalogue, line: Several, force: str, period: Period) -> Iterator[Line]:
    group = peers_on(catalogue.peers, force, period.end - DAY)
    for name in group.forces if group else ():
        yield _line(line, catalogue.forces[name].title, force=name)


def _valid_in(area: Validity, period: Period) -> bool:
    begun = area.since is None or area.since < period.end
    return begun and (area.until is None or area.until > period.start)


def _line(line: Several, title: str, **said: object) -> GridLine:
    kept = {name: getattr(line, name) for name in ("indicator", "force", "area", "period", "basis")}
    kept["breakdown"] = line.breakdown
    return GridLine.model_validate({**kept, "title": title, **said})


def _name(period: Period) -> str:
    return f"{period.start} to {period.end - timedelta(days=1)}"


def piece_name(period: Period, every: Every) -> str:
    """A piece as tables head it: April 2020, Q1 2020/21, 2020/21, 2020."""
    start = period.start
    match every:
        case Every.DAY:
            return day_in_words(start)
        case Every.MONTH:
            return f"{start:%B %Y}"
        case Every.QUARTER:
            return quarter_name(start)
        case Every.YEAR:
            return year_name(start)
        case Every.CALENDAR_YEAR:
            return str(start.year)
        case Every.WEEK:
            return period_in_words(period)
