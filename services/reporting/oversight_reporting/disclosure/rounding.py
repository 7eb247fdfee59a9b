"""Answers with their counts rounded to a base, and their figures worked out from those."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from oversight_contracts.definitions.models.indicators import (
    DisparityIndicator,
    DurationIndicator,
    Indicator,
    ProportionIndicator,
    RateIndicator,
    RatioIndicator,
    SeverityIndicator,
    StockIndicator,
)
from oversight_contracts.facts.facts import Total
from oversight_contracts.figures.figure import NO_INTERVAL, Figure, disparities, figure
from oversight_measures.disclosure.small_numbers import SmallNumbers
from oversight_reporting.figures.balance import SHORTFALL
from oversight_reporting.figures.result import RawResult
from oversight_reporting.figures.row import Row
from oversight_reporting.figures.severity import severity_figure
from oversight_reporting.figures.table import Table


def with_rounding(found: RawResult, rule: SmallNumbers) -> RawResult:
    """Each count to the nearest multiple of the base by itself: parts need not add up any more."""
    if rule.base == 1:
        return found
    indicator = found.question.indicator
    tables = tuple(_rounded(indicator, table, rule) for table in found.tables)
    return replace(found, tables=tables)


def _rounded(indicator: Indicator, table: Table, rule: SmallNumbers) -> Table:
    told = table.not_stated
    groups = _groups(indicator, table, rule)
    return replace(
        table,
        total=_line(indicator, table.total, rule, groups),
        lines=tuple(_line(indicator, line, rule, groups) for line in table.lines),
        not_stated=(rule.rounded(told[0]), rule.rounded(told[1])) if told else None,
    )


def _line(indicator: Indicator, line: Row, rule: SmallNumbers, groups: Mapping[str, Figure]) -> Row:
    if line.figure is None:
        return line
    if isinstance(indicator, DisparityIndicator):
        group = line.breakdown.get(indicator.group, "")
        unrounded = replace(line.figure, numerator=rule.rounded(line.figure.numerator))
        return replace(line, figure=groups.get(group, unrounded))
    return replace(line, figure=_figure(indicator, line.figure, rule))


def _figure(indicator: Indicator, known: Figure, rule: SmallNumbers) -> Figure:
    if isinstance(indicator, DurationIndicator):
        return _duration(known, rule)
    if isinstance(indicator, SeverityIndicator):
        return _severity(indicator, known, rule)
    if isinstance(indicator, StockIndicator):
        return _stock(known, rule)
    over, under = known.numerator, rule.rounded(known.denominator or 0)
    if isinstance(indicator, RateIndicator):
        return figure(indicator, Total(n=rule.rounded(over)), known.denominator)
    pending = rule.rounded(known.pending)
    if isinstance(indicator, ProportionIndicator) and _counts_pending(indicator):
        under -= pending
    of = under if isinstance(indicator, ProportionIndicator | RatioIndicator) else 0
    return figure(indicator, Total(n=rule.rounded(over), of=of, pending=pending))


def _stock(known: Figure, rule: SmallNumbers) -> Figure:
    details = {name: rule.rounded(int(each or 0)) for name, each in known.details.items()}
    if known.value is None:
        return replace(known, numerator=-details[SHORTFALL], details=details)
    count = rule.rounded(known.numerator)
    return replace(known, value=Fraction(count), numerator=count, details=details)


def _severity(indicator: SeverityIndicator, known: Figure, rule: SmallNumbers) -> Figure:
    if known.weighing is None:
        return known
    parts = tuple(replace(p, count=rule.rounded(p.count)) for p in known.weighing.parts)
    return severity_figure(indicator, replace(known.weighing, parts=parts), known.denominator)


def _counts_pending(indicator: ProportionIndicator) -> bool:
    return indicator.pending is not None and indicator.pending.counts == "as-miss"


def _duration(known: Figure, rule: SmallNumbers) -> Figure:
    of, pending = rule.rounded(known.denominator or 0), rule.rounded(known.pending)
    never = rule.rounded(int(known.details["never"] or 0))
    ended = of - pending
    return replace(
        known,
        numerator=rule.rounded(known.numerator),
        denominator=of,
        pending=pending,
        pending_share=Fraction(pending, of) if of else None,
        details={
            **known.details,
            "never": never,
            "never_share": Fraction(never, ended) if ended > 0 else None,
        },
    )


def _groups(indicator: Indicator, table: Table, rule: SmallNumbers) -> Mapping[str, Figure]:
    """The figures of groups that are compared; none where the reference is suppressed."""
    if not isinstance(indicator, DisparityIndicator):
        return {}
    compared = {
        line.breakdown[indicator.group]: line.figure
        for line in table.lines
        if line.figure is not None and line.figure.denominator
    }
    totals = {name: Total(n=rule.rounded(each.numerator)) for name, each in compared.items()}
    residents = {name: each.denominator or 0 for name, each in compared.items()}
    found = disparities(indicator, totals, residents)
    # The reference group is 1 by definition, which no chance moves.
    return {
        name: replace(each, interval=NO_INTERVAL) if name == indicator.reference else each
        for name, each in found.items()
    }
