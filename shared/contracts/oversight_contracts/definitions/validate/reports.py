"""What a table of a report must agree with: its own titles, and what its cells are of."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from oversight_contracts.definitions.models.grids import ALL, Facet, Grid, GridLine, Several
from oversight_contracts.definitions.models.milestone_tables import check_milestone_table
from oversight_contracts.definitions.models.plans import Plan
from oversight_contracts.definitions.models.reference import (
    WHOLE_FORCE,
    Dimension,
    Force,
    Residents,
)
from oversight_contracts.definitions.models.reports import (
    DisparityItem,
    GridItem,
    Item,
    MilestonesItem,
    Report,
    ReportItem,
)
from oversight_contracts.definitions.models.surveys import Survey
from oversight_contracts.definitions.validate.printed_values import printed_values
from oversight_contracts.definitions.yaml_source import Finding
from oversight_contracts.measures.indicator import Indicator
from oversight_measures.periods.period import Every

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


# What a process is watched by: days are too few cases, years too few points.
PROCESSES = (Every.WEEK, Every.MONTH, Every.QUARTER)


def check_report(report: Report, known: Known, plans: Mapping[str, Plan]) -> Iterator[Finding]:
    """Everything in ``report`` that nothing stands behind."""
    for number, section in enumerate(report.sections):
        for index, item in enumerate(section.items):
            for place, reason in _check_any(item, known, plans):
                yield ("sections", number, "items", index, *place), reason


def _check_any(item: Item, known: Known, plans: Mapping[str, Plan]) -> Iterator[Finding]:
    if isinstance(item, GridItem):
        for place, reason in check_grid(item.grid, known):
            yield ("grid", *place), reason
    elif isinstance(item, MilestonesItem):
        for place, reason in check_milestone_table(item.milestones, plans):
            yield ("milestones", *place), reason
    elif isinstance(item, DisparityItem):
        yield from _check_panel(item, known)
    elif isinstance(item, ReportItem):
        bases = {each.basis for each in known.residents}
        yield from _check_item(item, known.indicators, bases, known.dimensions)


def _check_panel(item: DisparityItem, known: Known) -> Iterator[Finding]:
    indicator = known.indicators.get(item.disparity)
    if indicator is None:
        yield ("disparity",), f"no indicator {item.disparity}"
    elif not indicator.has_panel:
        yield ("disparity",), f"{item.disparity} has no `panel`"
    if item.basis is not None and item.basis not in {each.basis for each in known.residents}:
        yield ("basis",), f"no residents of {item.basis} in residents.yaml"


def _check_item(
    item: ReportItem,
    indicators: Mapping[str, Indicator],
    bases: set[str],
    dimensions: Mapping[str, Dimension],
) -> Iterator[Finding]:
    indicator = indicators.get(item.indicator)
    if indicator is None:
        yield ("indicator",), f"no indicator {item.indicator}"
        return
    if item.by and tuple(sorted(item.by)) not in map(_sorted, indicator.breakdowns):
        yield ("by",), f"{item.indicator} is not kept by {', '.join(item.by)}"
    if item.basis is not None and not indicator.over_residents:
        yield ("basis",), f"{item.indicator} is not measured over residents"
    elif item.basis is not None and item.basis not in bases:
        yield ("basis",), f"no residents of {item.basis} in residents.yaml"
    if item.compare != "none" and item.every is not None:
        yield ("compare",), "a period cut into pieces is not compared; give it an item of its own"
    if item.call_out and item.every is None:
        yield ("call_out",), "lowest and highest are looked for among pieces: say `every`"
    if item.chart == "line" and item.every is None:
        yield ("chart",), "a line needs `every`: it joins the pieces of a period"
    yield from _check_process(item, indicator)
    yield from _check_only(item, dimensions)
    if item.chart == "none" and not item.table:
        yield ("table",), "shows neither a chart nor a table"


def _check_process(item: ReportItem, indicator: Indicator) -> Iterator[Finding]:
    if item.chart == "xmr" and item.every not in PROCESSES:
        yield ("chart",), "a process chart needs `every`: week, month or quarter"
    for word, said in (("steps", item.steps), ("freeze", item.freeze)):
        if said and item.chart != "xmr":
            yield (word,), "limits are those of a process chart: say `chart: xmr`"
    taken = {each.on: "the definition changes on this day already" for each in indicator.breaks}
    for index, step in enumerate(item.steps):
        if step.on in taken:
            yield ("steps", index, "on"), taken[step.on]
        if not step.why.strip():
            yield ("steps", index, "why"), "says nothing: why are the limits set anew?"
        taken[step.on] = "stands here twice"


def _check_only(item: ReportItem, dimensions: Mapping[str, Dimension]) -> Iterator[Finding]:
    if item.only and len(item.by) != 1:
        yield ("only",), "names values of one dimension: say `by`"
        return
    printed = printed_values(dimensions[item.by[0]]) if item.only else None
    for index, value in enumerate(item.only):
        if printed is not None and value not in printed:
            yield ("only", index), f"no {item.by[0]} is ever printed as {value!r}"


def _sorted(breakdown: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(breakdown))
