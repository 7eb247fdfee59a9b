"""What a table of a report must agree with: its own titles, and what its cells are of."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from oversight_contracts.definitions.checks import Finding
from oversight_contracts.definitions.grids import ALL, Facet, Grid, GridLine, Several
from oversight_contracts.definitions.indicators import Indicator
from oversight_contracts.definitions.printed import printed_values
from oversight_contracts.definitions.reference import WHOLE_FORCE, Dimension, Force, Residents
from oversight_contracts.definitions.surveys import Survey

Line = GridLine | Several


@dataclass(frozen=True)
class Known:
    """What cells can be of."""

    indicators: Mapping[str, Indicator]
    residents: tuple[Residents, ...]
    forces: Mapping[str, Force]
    dimensions: Mapping[str, Dimension]
    surveys: Mapping[str, Survey]


def check_grid(grid: Grid, known: Known) -> Iterator[Finding]:
    """Everything in ``grid`` that nothing stands behind."""
    yield from _check_facet(grid, known)
    for axis, lines, others in (
        ("rows", grid.rows, grid.columns),
        ("columns", grid.columns, grid.rows),
    ):
        for index, line in enumerate(lines):
            found = (*_check_facet(line, known), *_check_line(line, lines, others, known))
            for place, reason in found:
                yield (axis, index, *place), reason
    yield from _check_cells(grid, known)


def _check_facet(facet: Facet, known: Known) -> Iterator[Finding]:
    if facet.indicator is not None and facet.indicator not in known.indicators:
        yield ("indicator",), f"no indicator {facet.indicator}"
    if facet.force is not None and facet.force not in known.forces:
        yield ("force",), f"no force {facet.force} in areas.yaml"
    areas = {area for force in known.forces.values() for area in force.areas}
    if facet.area not in (None, WHOLE_FORCE, *areas):
        yield ("area",), f"no area {facet.area} in areas.yaml"
    if facet.basis is not None and facet.basis not in {each.basis for each in known.residents}:
        yield ("basis",), f"no residents of {facet.basis} in residents.yaml"
    for name, value in facet.breakdown.items():
        dimension = known.dimensions.get(name)
        printed = printed_values(dimension) if dimension else None
        if dimension is None:
            yield ("breakdown", name), f"no dimension {name} in dimensions.yaml"
        elif printed is not None and value not in printed:
            yield ("breakdown", name), f"no {name} is ever printed as {value!r}"


def _check_line(
    line: Line, lines: Sequence[Line], others: Sequence[Line], known: Known
) -> Iterator[Finding]:
    if isinstance(line, Several):
        yield from _check_several(line, known)
        return
    titles = [each.title for each in lines if isinstance(each, GridLine)]
    if titles.count(line.title) > 1:
        yield ("title",), "stands here twice"
    open_ended = any(isinstance(each, Several) for each in lines)
    for name in line.named:
        if name == line.title:
            yield (), f"{name} is worked out from itself"
        elif name not in titles and not open_ended:
            yield (), f"no line is called {name}; there are {', '.join(titles)}"
    yield from _check_rank(line, lines)
    crossing = [each.title for each in others if isinstance(each, GridLine)]
    if line.always is not None and line.always not in crossing:
        yield ("always",), f"no line of the other axis is called {line.always}"
    if line.weights is not None and line.weights not in crossing:
        yield ("weights",), f"no line of the other axis is called {line.weights}"
    if line.share and not any(isinstance(each, GridLine) and each.whole for each in others):
        yield ("share",), "says no line of the other axis to be the `whole`"
    yield from _check_circle(line, lines)


def _check_rank(line: GridLine, lines: Sequence[Line]) -> Iterator[Finding]:
    derived = {each.title for each in lines if isinstance(each, GridLine) and each.derived}
    if line.rank and line.rank.among == ALL and line.rank.of in derived:
        yield ("rank", "of"), f"{line.rank.of} is worked out, and not among `all`: say `among`"


def _check_circle(line: GridLine, lines: Sequence[Line]) -> Iterator[Finding]:
    known = {each.title: each for each in lines if isinstance(each, GridLine)}
    seen, ahead = set[str](), list(line.named)
    while ahead:
        name = ahead.pop()
        if name == line.title and seen:
            yield (), "is worked out from itself, through other lines"
            return
        if name in known and name not in seen:
            seen.add(name)
            ahead += known[name].named


def _check_several(line: Several, known: Known) -> Iterator[Finding]:
    if line.each_value_of is not None and line.each_value_of not in known.dimensions:
        yield ("each_value_of",), f"no dimension {line.each_value_of} in dimensions.yaml"
    kinds = {area.kind for force in known.forces.values() for area in force.areas.values()}
    if line.each_area_of is not None and line.each_area_of not in kinds:
        yield ("each_area_of",), f"no area of this kind; there are {', '.join(sorted(kinds))}"
    if line.each_wave_of is not None and line.each_wave_of not in known.surveys:
        yield ("each_wave_of",), f"no survey {line.each_wave_of} in surveys.yaml"


def _check_cells(grid: Grid, known: Known) -> Iterator[Finding]:
    for number, row in enumerate(grid.rows):
        for column in grid.columns:
            if any(isinstance(each, GridLine) and each.derived for each in (row, column)):
                continue
            for reason in _check_cell(grid, row, column, known):
                yield ("rows", number), reason
                return


def _check_cell(grid: Grid, row: Line, column: Line, known: Known) -> Iterator[str]:
    where = f"{_named(row)} by {_named(column)}"
    if any(isinstance(each, GridLine) and each.show == "residents" for each in (row, column)):
        return
    name = column.indicator or row.indicator or grid.indicator
    if name is None:
        yield f"{where} says no indicator"
        return
    indicator = known.indicators.get(name)
    asked = {*grid.breakdown, *row.breakdown, *column.breakdown}
    asked |= {name for each in (row, column) for name in _dimensions(each)}
    kept = [set(each) for each in indicator.breakdowns] if indicator else []
    if indicator is not None and asked and asked not in kept:
        yield f"{where}: {name} is not kept by {', '.join(sorted(map(str, asked)))}"


def _dimensions(line: Line) -> tuple[str, ...]:
    found = line.each_value_of if isinstance(line, Several) else None
    return (found,) if found else ()


def _named(line: Line) -> str:
    return line.title if isinstance(line, GridLine) else "each"
