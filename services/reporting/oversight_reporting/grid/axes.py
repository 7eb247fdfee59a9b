"""The rows and columns of a table, written out: one line for each area, period, force or value."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from oversight_contracts.breakdowns import in_words
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.grids import Facet, GridLine, Several
from oversight_contracts.definitions.models.peers import peers_on
from oversight_contracts.definitions.models.period_names import period_named
from oversight_contracts.definitions.models.reference import Validity
from oversight_measures.periods.period import DAY, Period, split
from oversight_reporting.formatting import piece_name

Line = GridLine | Several
NO_PEERS = "No group of most similar forces is known for this period, so none is listed."


def written_out(
    catalogue: Catalogue, grid: Facet, axis: Iterable[Line], force: str, report: Period
) -> list[Line]:
    """The axis with every area, period and force in it; values of a dimension wait for answers.

    What a line does not say of its force and period, ``grid`` says for all.
    """
    found: list[Line] = []
    for line in axis:
        if isinstance(line, Several):
            found += _each(catalogue, line, *_force_and_period(grid, line, force, report))
        else:
            found.append(line)
    return found


def notes_on(
    catalogue: Catalogue, grid: Facet, axis: Iterable[Line], force: str, report: Period
) -> Iterator[str]:
    """Notes on the lines: forces that none is known of, and who says when waves were."""
    for line in axis:
        if not isinstance(line, Several):
            continue
        if line.each_of and not list(
            _similar(catalogue, line, *_force_and_period(grid, line, force, report))
        ):
            yield NO_PEERS
        survey = catalogue.surveys[line.each_wave_of] if line.each_wave_of else None
        if survey and survey.source:
            yield f"Waves of {survey.title}: {survey.source}."


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


def _force_and_period(grid: Facet, line: Facet, force: str, report: Period) -> tuple[str, Period]:
    period = period_named(line.period or grid.period or "report", report)
    return line.force or grid.force or force, period


def _each(catalogue: Catalogue, line: Several, force: str, period: Period) -> Iterator[Line]:
    if line.each_area_of is not None:
        areas = catalogue.forces[force].areas
        for name, area in areas.items():
            if area.kind == line.each_area_of and _valid_in(area, period):
                yield _line(line, area.title, area=name)
    elif line.each is not None:
        for piece in split(period, line.each):
            yield _line(line, piece_name(piece.period, line.each), period=_name(piece.period))
    elif line.each_of is not None:
        yield from _similar(catalogue, line, force, period)
    elif line.each_wave_of is not None:
        yield from _waves(catalogue, line, period)
    else:
        yield line


def _similar(catalogue: Catalogue, line: Several, force: str, period: Period) -> Iterator[Line]:
    group = peers_on(catalogue.peers, force, period.end - DAY)
    for name in group.forces if group else ():
        yield _line(line, catalogue.forces[name].title, force=name)


def _waves(catalogue: Catalogue, line: Several, period: Period) -> Iterator[Line]:
    survey = catalogue.surveys[line.each_wave_of or ""]
    for wave in survey.ordered:
        if period.start <= wave.start and wave.end <= period.end:
            yield _line(line, wave.title, period=_name(wave.period))


def _valid_in(area: Validity, period: Period) -> bool:
    begun = area.since is None or area.since < period.end
    return begun and (area.until is None or area.until > period.start)


def _line(line: Several, title: str, **given: object) -> GridLine:
    kept = {name: getattr(line, name) for name in ("indicator", "force", "area", "period", "basis")}
    kept["breakdown"] = line.breakdown
    return GridLine.model_validate({**kept, "title": title, **given})


def _name(period: Period) -> str:
    return f"{period.start} to {period.end - timedelta(days=1)}"
