"""The optional fields that indicators rest on, and the series that count which records state them.

A field that a source has no column for is stated by none of its records: what rests on it is not
recorded, which is no zero. So for each kind and force it is counted how many records of a month, by
their own date, state each such field, under ``STATED`` and by ``<kind>=<field>``. The date itself,
which each record has, counts all of them.

Beside them it is counted how many records have a value, by ``<kind>=<field>:<value>``: one that
holds several of those asked for, as burglary does residential burglary, which leaves open how many
there were of each; and one that a source may have alone, which tells nothing of the others.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from datetime import date

from oversight_contracts.definitions.models.conditions import Conditions
from oversight_contracts.definitions.models.reference import Dimension
from oversight_contracts.measures.indicator import Indicator
from oversight_contracts.records.fields import fields_of, part_lists_of
from oversight_contracts.records.kinds import (
    ALONE,
    COARSER,
    COMES_LATER,
    COUNTED_ON,
    IN_WAVES,
    KINDS,
)
from oversight_measures.periods.period import Every, period_of
from oversight_measures.periods.stretches import Stretches, common, joined
from oversight_measures.recorded_fields import FieldStatements

# In place of an indicator's id, which has a dot.
STATED = "fields-stated"
# In place of a figure, where there are records but it is no zero.
NOT_RECORDED = "not recorded"
NO_SUCH_VALUE = "no record of the period has this value"
NO_AREAS = "no record names an area"
# How many records of each month state a field, by the first day of the month.
Months = Mapping[date, int]


def tracked_fields(
    indicators: Collection[Indicator], kind: str, dimensions: Mapping[str, Dimension]
) -> tuple[str, ...]:
    """The fields of ``kind`` whose statements are counted, its date first; none where none rest.

    ``dimensions`` are those that the indicators can be broken down by.
    """
    named = {
        field
        for each in indicators
        for own, ways in _needs(each)
        if own == kind
        for way in ways
        for field in way
    }
    named |= {f"{f}:{v}" for each in indicators for f, v in _alone(each, kind)}
    rows = {f for each in indicators for f in _broken_down_by(each, kind, dimensions)}
    named |= {f"{field}:{value}" for field in rows for value in _choices(kind, field)}
    named |= {value for each in indicators for own, value in coarser_than(each) if own == kind}
    return (COUNTED_ON[kind], *sorted(named)) if named else ()


def fields_rested_on(indicator: Indicator) -> tuple[tuple[str, str], ...]:
    """The kind and name of every optional field that the indicator's figure rests on."""
    found = ((kind, f) for kind, ways in _needs(indicator) for way in ways for f in sorted(way))
    return tuple(dict.fromkeys(found))


def alone_beside(indicator: Indicator) -> tuple[tuple[str, str], ...]:
    """The fields, with each value, of which records may have no other than is not asked for."""
    kinds = dict.fromkeys(spec.population.kind for spec in indicator.contributions.values())
    return tuple(each for kind in kinds for each in sorted(_alone(indicator, kind)))


def coarser_than(indicator: Indicator) -> tuple[tuple[str, str], ...]:
    """The kind and the coarser values, ``offence:burglary``, that may hold what is counted.

    Where some records have one of them, those that are counted are not all that there were.
    """
    found = (
        (spec.population.kind, each)
        for spec in indicator.contributions.values()
        for conditions in spec.conditions()
        for each in _coarser(spec.population.kind, conditions)
    )
    return tuple(dict.fromkeys(found))


def _coarser(kind: str, conditions: Conditions) -> Iterator[str]:
    for name, values in COARSER.get(kind, {}).items():
        test = conditions.fields.get(name)
        asked = set(test.values) if test is not None and test.test == "in" else set()
        for value, held in values.items():
            if value not in asked and asked & held:
                yield f"{name}:{value}"
    for group in conditions.any:
        yield from _coarser(kind, group)


def unrecorded_rows(
    indicator: Indicator, dimension: Dimension, stated: Mapping[str, Mapping[str, Months]]
) -> dict[str, Stretches]:
    """The days on which records of coarser values may be of a row, by its printed value.

    Those on which no record has a value of the row itself: where a source has both, it tells them
    apart. ``stated`` is as in ``unrecorded_days``.
    """
    found: dict[str, Stretches] = {}
    for kind in {spec.population.kind for spec in indicator.contributions.values()}:
        field = dimension.fields.get(kind, "")
        together, months = COARSER.get(kind, {}).get(field, {}), stated.get(kind, {})
        for row, own in _values_of_rows(dimension, kind, field).items() if together else ():
            coarser = {value for value, held in together.items() if value not in own and held & own}
            stating = _summed(months, field, own)
            every = stating + _summed(months, field, coarser)
            days = FieldStatements(stating, every).unrecorded()
            found[row] = joined((*found.get(row, ()), *days))
    return {row: days for row, days in found.items() if days}


def _values_of_rows(dimension: Dimension, kind: str, field: str) -> dict[str, Set[str]]:
    if dimension.groups:
        return {row: frozenset(values) for row, values in dimension.groups.items()}
    return {value: frozenset({value}) for value in _choices(kind, field)}


def _summed(months: Mapping[str, Months], field: str, values: Iterable[str]) -> Counter[date]:
    found = Counter[date]()
    for value in values:
        found.update(months.get(f"{field}:{value}", {}))
    return found


def months_by_field(counted: Iterable[tuple[str, str, int]]) -> dict[str, dict[date, int]]:
    """The months of each field, from breakdown, bucket and ``n`` of the totals of ``STATED``."""
    found: dict[str, dict[date, int]] = {}
    for by, bucket, count in counted:
        found.setdefault(by.partition("=")[2], {})[date.fromisoformat(bucket)] = count
    return found


def unrecorded_days(indicator: Indicator, stated: Mapping[str, Mapping[str, Months]]) -> Stretches:
    """The days of which the records state too little for a figure of ``indicator``.

    ``stated`` has the months of each field of each kind. Of a kind of which nothing was counted
    nothing is told: its records are missing.
    """
    found = [
        _unrecorded_in_all_ways(kind, ways, stated.get(kind, {}), _alone(indicator, kind))
        for kind, ways in _needs(indicator)
    ]
    coarse = (
        period_of(month, Every.MONTH)
        for kind, value in coarser_than(indicator)
        for month, count in stated.get(kind, {}).get(value, {}).items()
        if count
    )
    return joined((*(day for days in found for day in days), *coarse))


def _unrecorded_in_all_ways(
    kind: str,
    ways: Iterable[frozenset[str]],
    months: Mapping[str, Months],
    alone: Set[tuple[str, str]],
) -> Stretches:
    each_way = [joined(d for f in way for d in _unrecorded(kind, f, months, alone)) for way in ways]
    found, *others = each_way
    for other in others:
        found = common(found, other)
    return found


def _unrecorded(
    kind: str, field: str, months: Mapping[str, Months], alone: Set[tuple[str, str]]
) -> Stretches:
    records, stating = months.get(COUNTED_ON[kind], {}), Counter(months.get(field, {}))
    later, in_waves = field in COMES_LATER.get(kind, ()), kind in IN_WAVES
    values = (value for name, value in alone if name == field)
    others = (stating - Counter(months.get(f"{field}:{value}", {})) for value in values)
    return joined(
        days
        for each in (stating, *others)
        for days in FieldStatements(each, records, later, in_waves).unrecorded()
    )


def _alone(indicator: Indicator, kind: str) -> frozenset[tuple[str, str]]:
    """The fields, with each value, of which a source may have no other; where others are asked for.

    Beside one that is asked for too the others need not be: it is counted itself.
    """
    asked: dict[str, set[str]] = {}
    for spec in indicator.contributions.values():
        for conditions in spec.conditions() if spec.population.kind == kind else ():
            for name, values in _tests_of_values(conditions):
                asked.setdefault(name, set()).update(values)
    return frozenset(
        (name, value)
        for name, values in ALONE.get(kind, {}).items()
        for value in values
        if name in asked and value not in asked[name]
    )


def _tests_of_values(conditions: Conditions) -> Iterator[tuple[str, Iterable[str]]]:
    for name, test in conditions.fields.items():
        if test.test == "in":
            yield name, map(str, test.values)
    for group in conditions.any:
        yield from _tests_of_values(group)


def _choices(kind: str, field: str) -> frozenset[str]:
    """The words of which each record has one in a field; none of any other field."""
    shape = fields_of(kind).get(field)
    if shape is None or shape.many or shape.holds != "text":
        return frozenset()
    return frozenset(map(str, shape.choices or ()))


def _broken_down_by(
    indicator: Indicator, kind: str, dimensions: Mapping[str, Dimension]
) -> Iterator[str]:
    """The fields of ``kind`` with coarser values that the rows of the indicator are of."""
    if kind in {spec.population.kind for spec in indicator.contributions.values()}:
        for name in {name for by in indicator.possible_breakdowns for name in by}:
            field = dimensions[name].fields.get(kind, "")
            if field in COARSER.get(kind, {}):
                yield field


def _needs(indicator: Indicator) -> Iterator[tuple[str, tuple[frozenset[str], ...]]]:
    """Of each population its kind, and the ways to be counted in it: the fields that each takes."""
    for spec in indicator.contributions.values():
        kind = spec.population.kind
        ways = (frozenset(filter(None, (_optional(kind, n) for n in way))) for way in spec.needs())
        yield kind, tuple(dict.fromkeys(ways))


def _optional(kind: str, name: str) -> str | None:
    """The optional field behind a name; None of what every record states.

    What each part of a list has is stated by the list.
    """
    if name in part_lists_of(kind):
        return None if _is_required(kind, name) else name
    shape = fields_of(kind)[name]
    if shape.part_of is not None and not shape.blank:
        return _optional(kind, shape.part_of)
    # A number that is 0 where it is left out is not stated there.
    is_zero = shape.holds == "number" and shape.part_of is None and not _is_required(kind, name)
    return name if shape.blank or is_zero else None


def _is_required(kind: str, name: str) -> bool:
    return KINDS[kind].model_fields[name].is_required()
