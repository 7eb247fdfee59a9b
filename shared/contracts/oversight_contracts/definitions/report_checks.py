"""What a report must agree with: the indicators, their breakdowns and the residents."""

from collections.abc import Iterator, Mapping

from oversight_contracts.definitions.checks import Finding
from oversight_contracts.definitions.grid_checks import Known, check_grid
from oversight_contracts.definitions.indicators import (
    Indicator,
    is_over_residents,
)
from oversight_contracts.definitions.milestone_tables import check_milestone_table
from oversight_contracts.definitions.plans import Plan
from oversight_contracts.definitions.printed import printed_values
from oversight_contracts.definitions.reference import Dimension
from oversight_contracts.definitions.reports import (
    GridItem,
    Item,
    MilestonesItem,
    Report,
    ReportItem,
)
from oversight_measures.periods import Every

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
    elif isinstance(item, ReportItem):
        bases = {each.basis for each in known.residents}
        yield from _check_item(item, known.indicators, bases, known.dimensions)


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
    if item.basis is not None and not is_over_residents(indicator):
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
