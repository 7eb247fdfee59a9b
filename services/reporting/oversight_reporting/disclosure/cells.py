"""The counts that a reader can take from a line of a table, each with a name of its own."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

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
from oversight_contracts.figures.figure import Figure
from oversight_measures.periods.period import Period
from oversight_reporting.figures.balance import SHORTFALL
from oversight_reporting.figures.result import RawResult
from oversight_reporting.figures.row import Row
from oversight_reporting.figures.table import Table

What = tuple[str, ...]


class DisclosedCount(NamedTuple):
    """What is counted, where, when and of whom: two lines of one count tell the same number."""

    what: What
    force: str
    area: str
    period: Period
    breakdown: frozenset[tuple[str, str]]

    @property
    def dimensions(self) -> frozenset[str]:
        """The dimensions it is broken down by."""
        return frozenset(name for name, _ in self.breakdown)


class Parts(NamedTuple):
    """Counts of one line that add up to another."""

    total: What
    parts: tuple[What, ...]


def counts_of(found: RawResult, table: Table, line: Row) -> dict[DisclosedCount, int]:
    """Everything that a line tells, printed or not: hits, the others, those pending.

    Nothing of a published figure: whoever published it has told it already.
    """
    if line.figure is None or isinstance(found.question.indicator, StatisticIndicator):
        return {}
    if isinstance(found.question.indicator, SeverityIndicator):
        return dict(_weighed(found, table, line.figure))
    told = _told(found.question.indicator, line.figure)
    return {_count(found, table, line, what): number for what, number in told.items()}


def printed_in(found: RawResult, table: Table, line: Row) -> frozenset[DisclosedCount]:
    """The counts that can be read from a line alone, or worked out from its figure."""
    indicator = found.question.indicator
    known = [
        count for count in counts_of(found, table, line) if count.what[-1] not in (REST, LATE, ALL)
    ]
    if isinstance(indicator, DisparityIndicator) and line.value is not None:
        # A ratio of rates tells the count of the group it is compared with.
        for other in table.lines:
            if other.breakdown.get(indicator.group) == indicator.reference:
                known += counts_of(found, table, other)
    return frozenset(known)


def parts_of(indicator: Indicator) -> tuple[Parts, ...]:
    """How the counts of one line add up."""
    name = indicator.id
    if isinstance(indicator, ProportionIndicator):
        return tuple(_parts_of_share(indicator))
    if isinstance(indicator, DurationIndicator):
        return (Parts((name, OF), ((name, HIT), (name, NEVER), (name, PENDING))),)
    return ()


# What of an indicator is meant; the last three are printed nowhere, and follow from the others.
OF, HIT, NEVER, PENDING, OPEN = "of", "hit", "never", "pending", "open"
REST, LATE, ALL = "rest", "late", "all"


def _told(indicator: Indicator, figure: Figure) -> Mapping[What, int]:
    name = indicator.id
    if isinstance(indicator, ProportionIndicator):
        return dict(_told_by_share(indicator, figure))
    if isinstance(indicator, DurationIndicator):
        never = int(figure.details["never"] or 0)
        of = figure.denominator or 0
        return {
            (name, OF): of,
            (name, HIT): figure.numerator,
            (name, NEVER): never,
            (name, PENDING): figure.pending,
        }
    if isinstance(indicator, RatioIndicator):
        over, under = (_records(indicator, each) for each in populations(indicator))
        return {over: figure.numerator, under: figure.denominator or 0}
    if isinstance(indicator, StockIndicator):
        return dict(_told_by_stock(name, figure))
    (population,) = populations(indicator)
    return {_records(indicator, population): figure.numerator}


def _told_by_stock(name: str, figure: Figure) -> Iterator[tuple[What, int]]:
    if figure.value is not None:
        yield (name, OPEN), figure.numerator
    if figure.details.get(SHORTFALL):
        yield (name, SHORTFALL, OPEN), int(figure.details[SHORTFALL] or 0)


def _weighed(
    found: RawResult, table: Table, figure: Figure
) -> Iterator[tuple[DisclosedCount, int]]:
    """A sum whose weights are known tells each count in it, once the others are known."""
    weighing = figure.weighing
    if weighing is None:
        return
    what = _records(weighing.of, weighing.of.counts)
    for offence, number in weighing.counts.items():
        yield _count(found, table, Row({weighing.by: offence}), what), number


def _told_by_share(indicator: ProportionIndicator, figure: Figure) -> Iterator[tuple[What, int]]:
    name, of = indicator.id, figure.denominator or 0
    rest = of - figure.numerator
    yield _of(indicator), of
    yield (name, HIT), figure.numerator
    yield (name, REST), rest
    if indicator.pending is None:
        return
    yield (name, PENDING), figure.pending
    if indicator.pending.counts == "as-miss":
        yield (name, LATE), rest - figure.pending
    else:
        yield _all(indicator), of + figure.pending


def _parts_of_share(indicator: ProportionIndicator) -> Iterator[Parts]:
    name = indicator.id
    yield Parts(_of(indicator), ((name, HIT), (name, REST)))
    if indicator.pending is None:
        return
    if indicator.pending.counts == "as-miss":
        yield Parts((name, REST), ((name, LATE), (name, PENDING)))
    else:
        yield Parts(_all(indicator), (_of(indicator), (name, PENDING)))


def _of(indicator: ProportionIndicator) -> What:
    # Those without a target are in no share of it, and those left out are not among them yet.
    whole = indicator.within is None and indicator.pending is None
    return _records(indicator, indicator.of) if whole else (indicator.id, OF)


def _all(indicator: ProportionIndicator) -> What:
    return _records(indicator, indicator.of) if indicator.within is None else (indicator.id, ALL)


def _records(indicator: Indicator, population: Population) -> What:
    """The same for every indicator that counts the same records of the same days (or hours)."""
    return (indicator.grain, population.model_dump_json())


def _count(found: RawResult, table: Table, line: Row, what: What) -> DisclosedCount:
    question = found.question
    breakdown = frozenset(line.breakdown.items())
    return DisclosedCount(what, question.force, question.area, table.period, breakdown)
