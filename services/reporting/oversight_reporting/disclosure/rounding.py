"""Results with their counts rounded to a base, and their figures worked out from those."""

from collections.abc import Mapping
from dataclasses import replace

from oversight_contracts.facts.facts import Total
from oversight_contracts.figures.figure import NO_INTERVAL, Figure
from oversight_contracts.measures.indicator import Indicator
from oversight_measures.disclosure.small_numbers import SmallNumbers
from oversight_reporting.figures.result import RawResult, Row, Table


def with_rounding(found: RawResult, rule: SmallNumbers) -> RawResult:
    """Each count to the nearest multiple of the base by itself: parts need not add up any more."""
    if rule.base == 1:
        return found
    indicator = found.query.indicator
    tables = tuple(_rounded(indicator, table, rule) for table in found.tables)
    return replace(found, tables=tables)


def _rounded(indicator: Indicator, table: Table, rule: SmallNumbers) -> Table:
    known = table.not_stated
    groups = _groups(indicator, table, rule)
    return replace(
        table,
        total=_row(indicator, table.total, rule, groups),
        rows=tuple(_row(indicator, row, rule, groups) for row in table.rows),
        not_stated=(rule.rounded(known[0]), rule.rounded(known[1])) if known else None,
    )


def _row(indicator: Indicator, row: Row, rule: SmallNumbers, groups: Mapping[str, Figure]) -> Row:
    if row.figure is None:
        return row
    rounded = indicator.rounded(row.figure, rule)
    compared = indicator.reference_group
    group = row.breakdown.get(compared.dimension, "") if compared else ""
    return replace(row, figure=groups.get(group, rounded))


def _groups(indicator: Indicator, table: Table, rule: SmallNumbers) -> Mapping[str, Figure]:
    """The figures of groups that are compared; none where the reference is suppressed."""
    reference = indicator.reference_group
    if reference is None:
        return {}
    compared = {
        row.breakdown[reference.dimension]: row.figure
        for row in table.rows
        if row.figure is not None and row.figure.denominator
    }
    totals = {name: Total(n=rule.rounded(each.numerator)) for name, each in compared.items()}
    residents = {name: each.denominator or 0 for name, each in compared.items()}
    found = indicator.figures_of_groups(totals, residents)
    # The reference group is 1 by definition, which no chance moves.
    return {
        name: replace(each, interval=NO_INTERVAL) if name == reference.value else each
        for name, each in found.items()
    }
