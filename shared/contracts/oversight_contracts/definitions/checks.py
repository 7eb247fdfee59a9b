"""What a definition must agree with beyond its own shape: fields, dimensions, targets, areas."""

from collections.abc import Iterator, Mapping

from oversight_contracts.definitions.models.conditions import Condition, Conditions
from oversight_contracts.definitions.models.indicators import (
    DisparityIndicator,
    DurationIndicator,
    Indicator,
    Population,
    ProportionIndicator,
    RatioIndicator,
    SeverityIndicator,
    StatisticIndicator,
    StockIndicator,
    populations,
)
from oversight_contracts.definitions.models.reference import Dimension, Target
from oversight_contracts.definitions.validate.series import printed_values
from oversight_contracts.definitions.yaml_source import Place
from oversight_contracts.records.fields import Shape, fields_of, part_lists_of
from oversight_contracts.records.kinds import KINDS, STATEMENTS

Finding = tuple[Place, str]
_TYPES: Mapping[str, type] = {"text": str, "number": int, "flag": bool}
_WORDS = {"text": "a text", "number": "a number", "flag": "true or false"}


def check_indicator(
    indicator: Indicator, dimensions: Mapping[str, Dimension], targets: Mapping[str, Target]
) -> Iterator[Finding]:
    """Everything in ``indicator`` that no record, dimension or target stands behind."""
    for word, population in named_populations(indicator):
        yield from _check_population(population, (word,))
    if any(population.kind not in KINDS for population in populations(indicator)):
        return
    if isinstance(indicator, StatisticIndicator):
        yield from _check_statistic(indicator)
    yield from _check_measure(indicator, targets)
    yield from _check_breakdowns(indicator, dimensions)


def named_populations(indicator: Indicator) -> Iterator[tuple[str, Population]]:
    """Each population with the word by which the definition names it."""
    words: tuple[str, ...] = ("counts",)
    if isinstance(indicator, StatisticIndicator | SeverityIndicator):
        words = ()
    elif isinstance(indicator, RatioIndicator):
        words = ("numerator", "denominator")
    elif isinstance(indicator, StockIndicator):
        words = ("opened", "closed")
    elif isinstance(indicator, ProportionIndicator | DurationIndicator):
        words = ("of",)
    return zip(words, populations(indicator), strict=True)


def _check_population(population: Population, place: Place) -> Iterator[Finding]:
    if population.kind not in KINDS:
        yield (*place, "kind"), f"no such kind of record: known are {', '.join(KINDS)}"
        return
    if population.kind in STATEMENTS:
        yield (*place, "kind"), f"a {population.kind} is stated as it is and cannot be counted"
        return
    if population.each and population.each not in part_lists_of(population.kind):
        yield (*place, "each"), f"{population.kind} has no list of parts of this name"
    yield from _check_moment(population.kind, population.at, (*place, "at"), population.each)
    yield from _check_conditions(population.kind, population.where, (*place, "where"))


def _check_moment(kind: str, name: str, place: Place, each: str | None = None) -> Iterator[Finding]:
    shape = fields_of(kind).get(name)
    if shape is None:
        yield place, f"{kind} has no field {name}"
    elif shape.holds != "moment":
        yield place, f"{name} of {kind} is not a time"
    elif shape.many and (each is None or shape.part_of != each):
        yield place, f"a {kind} has several {name}: say `each: {shape.part_of}` to count them"


def _check_conditions(kind: str, conditions: Conditions, place: Place) -> Iterator[Finding]:
    for name, condition in conditions.fields.items():
        shape = fields_of(kind).get(name)
        if shape is None and name not in part_lists_of(kind):
            yield (*place, name), f"{kind} has no field {name}"
        elif shape is None and condition.values:
            yield (
                (*place, name),
                f"{name} is a list: ask whether it is present or absent",
            )
        elif shape is not None:
            yield from _check_values(name, condition, shape, (*place, name))
    for index, group in enumerate(conditions.any):
        yield from _check_conditions(kind, group, (*place, "any", index))


def _check_values(name: str, condition: Condition, shape: Shape, place: Place) -> Iterator[Finding]:
    if condition.values and shape.holds == "moment":
        yield place, f"{name} is a time: only `present` and `absent` can be asked of it"
    for value in condition.values:
        if shape.choices is not None and value not in shape.choices:
            known = ", ".join(sorted(map(str, shape.choices)))
            yield place, f"no record can ever have {value!r} here: known are {known}"
        elif type(value) is not _TYPES.get(shape.holds, type(value)):
            yield place, f"{name} is {_WORDS[shape.holds]}, not {value!r}"


def _check_measure(indicator: Indicator, targets: Mapping[str, Target]) -> Iterator[Finding]:
    if isinstance(indicator, ProportionIndicator):
        yield from _check_proportion(indicator, targets)
    elif isinstance(indicator, DurationIndicator):
        kind = indicator.of.kind
        yield from _check_moment(kind, indicator.start, ("from",))
        yield from _check_moment(kind, indicator.end, ("to",))
        yield from _check_conditions(kind, indicator.open, ("open",))
        if indicator.less_days is not None:
            yield from _check_days(kind, indicator.less_days, ("less_days",))


def _check_statistic(indicator: StatisticIndicator) -> Iterator[Finding]:
    if indicator.grain != "day":
        yield ("grain",), "a statistic is stated for whole days"


def _check_days(kind: str, name: str, place: Place) -> Iterator[Finding]:
    shape = fields_of(kind).get(name)
    if shape is None:
        yield place, f"{kind} has no field {name}"
    elif shape.holds != "number" or shape.many:
        yield place, f"{name} of {kind} is not a number of days"


def _check_proportion(
    indicator: ProportionIndicator, targets: Mapping[str, Target]
) -> Iterator[Finding]:
    kind = indicator.of.kind
    yield from _check_conditions(kind, indicator.hit, ("hit",))
    if indicator.pending:
        yield from _check_conditions(kind, indicator.pending.where, ("pending", "where"))
    if indicator.within:
        yield from _check_moment(kind, indicator.within.start, ("within", "from"))
        yield from _check_moment(kind, indicator.within.end, ("within", "to"))
        target = targets.get(indicator.within.target)
        if target is None:
            yield ("within", "target"), "no such target in targets.yaml"
        elif target.field not in fields_of(kind):
            yield ("within", "target"), f"its field {target.field} is no field of {kind}"
    elif not (indicator.hit.fields or indicator.hit.any):
        yield ("hit",), "says neither `hit` nor `within`: every record would be a hit"


def _check_breakdowns(
    indicator: Indicator, dimensions: Mapping[str, Dimension]
) -> Iterator[Finding]:
    for index, breakdown in enumerate(indicator.breakdowns):
        for name in breakdown:
            yield from _check_dimension(indicator, name, ("breakdowns", index), dimensions)
    if isinstance(indicator, DisparityIndicator):
        yield from _check_dimension(indicator, indicator.group, ("group",), dimensions)
        if (indicator.group,) not in indicator.breakdowns:
            yield ("group",), "must stand among the breakdowns"
        yield from _check_reference(indicator, dimensions)


def _check_reference(
    indicator: DisparityIndicator, dimensions: Mapping[str, Dimension]
) -> Iterator[Finding]:
    dimension = dimensions.get(indicator.group)
    printed = printed_values(dimension) if dimension else None
    if printed is not None and indicator.reference not in printed:
        yield ("reference",), f"no {indicator.group} is ever printed as {indicator.reference!r}"


def _check_dimension(
    indicator: Indicator, name: str, place: Place, dimensions: Mapping[str, Dimension]
) -> Iterator[Finding]:
    dimension = dimensions.get(name)
    if dimension is None:
        yield place, f"no dimension {name} in dimensions.yaml"
        return
    for population in populations(indicator):
        if population.kind not in dimension.fields:
            yield place, f"dimension {name} has no field for {population.kind}"
