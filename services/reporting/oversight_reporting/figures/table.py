"""The figures of one piece of a period: all, and each breakdown value."""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace

from oversight_contracts.breakdowns import pairs_of
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.indicators import (
    CountIndicator,
    DisparityIndicator,
    DurationIndicator,
    Indicator,
    ProportionIndicator,
    RateIndicator,
    SeverityIndicator,
    StatisticIndicator,
    StockIndicator,
)
from oversight_contracts.definitions.models.reference import Dimension, Residents, Validity
from oversight_contracts.facts.facts import Cut, Total
from oversight_contracts.figures.figure import NO_INTERVAL, Figure, disparities, figure, not_stated
from oversight_contracts.windows import BucketRange
from oversight_measures.periods.period import Period, Piece, london_day
from oversight_reporting.figures.balance import UNOPENED
from oversight_reporting.figures.query import FigureQuery
from oversight_reporting.figures.row import Row
from oversight_reporting.model.coverage import Coverage, Covers
from oversight_reporting.model.totals import TotalsIndex


def in_order(
    values: Iterable[tuple[str, ...]], dimensions: Iterable[Dimension]
) -> list[tuple[str, ...]]:
    """Sorted as the dimensions list their groups, then by name; what says nothing comes last."""
    ranks = [_ranks(dimension) for dimension in dimensions]

    def place(value: tuple[str, ...]) -> tuple[tuple[int, str], ...]:
        return tuple(
            (rank.get(part, len(rank)), part) for part, rank in zip(value, ranks, strict=True)
        )

    return sorted(values, key=place)


def _ranks(dimension: Dimension) -> dict[str, int]:
    listed = dimension.values or tuple(dimension.groups)
    said = [value for value in listed if value not in dimension.not_stated]
    ranks = {group: index for index, group in enumerate(said)}
    unsaid = dict.fromkeys((*dimension.not_stated, dimension.missing))
    return ranks | {word: 10**6 + index for index, word in enumerate(unsaid)}


Values = tuple[str, ...]
# Measures whose figure is not zero where nothing is held of a breakdown value.
UNCOUNTED = DisparityIndicator | RateIndicator | StatisticIndicator | SeverityIndicator


@dataclass(frozen=True)
class StoredTotals:
    """What is stored for a question: totals, the days of records, the values ever ``seen``."""

    tally: TotalsIndex
    records: Coverage
    seen: Set[str] = frozenset()


@dataclass(frozen=True)
class Table:
    """The figures of one piece; ``not_stated`` is (count, of) where a dimension knows such."""

    period: Period
    whole: bool
    running: bool
    covers: Covers
    total: Row
    lines: tuple[Row, ...]
    not_stated: tuple[int, int] | None
    # Where zeros are suppressed, a value that did not occur is none to be told of.
    hides_zeros: bool = False


def lines_of(table: Table) -> tuple[Row, ...]:
    """All its lines, the total first."""
    return (table.total, *table.lines)


def line_in(found: Table, indicator: Indicator, breakdown: Mapping[str, str]) -> Row:
    """The line of a breakdown value; one that did not occur counted nothing, where others did."""
    for line in lines_of(found):
        if line.breakdown == breakdown:
            return line
    if found.covers in ("none", "published") or isinstance(indicator, UNCOUNTED):
        return Row(dict(breakdown), missing=found.total.missing)
    if isinstance(indicator, StockIndicator) and indicator.opening is not None:
        # It may have been open all the while.
        return Row(dict(breakdown), missing=found.total.missing or UNOPENED)
    if found.hides_zeros:
        return Row(dict(breakdown), suppressed=True)
    # Zero, since there were records.
    return Row(dict(breakdown), figure(indicator, Total()))


class TableWriter:
    """What all the pieces of one answer share."""

    def __init__(
        self, catalogue: Catalogue, question: FigureQuery, held: StoredTotals, cut: Cut
    ) -> None:
        self._question = question
        self._records = held.records
        self._tally = held.tally
        self._today = london_day(cut.at)
        self._area = catalogue.forces[question.force].areas.get(question.area)
        self._dimensions = [catalogue.dimensions[name] for name in question.by]
        self._residents: Residents | None = None
        if question.basis is not None:
            self._residents = catalogue.residents_of(question.force, question.area, question.basis)
        self._values = in_order(self._seen(held), self._dimensions)

    def table(self, piece: Piece, buckets: BucketRange) -> Table:
        """The figures of one piece, from its buckets."""
        covers = self._covers(piece.period)
        running = piece.period.end > self._today
        if covers == "none":
            return Table(piece.period, piece.whole, running, covers, Row(), (), None)
        sums = self._tally.within(buckets)
        groups = {value: sums.get(self._name(value), Total()) for value in self._values}
        return Table(
            *(piece.period, piece.whole, running, covers),
            total=Row(figure=self._whole(sums.get("", Total()))),
            lines=tuple(self._lines(groups)),
            not_stated=self._not_stated(groups),
        )

    def _covers(self, period: Period) -> Covers:
        """As far as there are records, and there is such an area."""
        found = self._records.cover(period, self._today)
        if self._area is None or found == "none":
            return found
        days = Validity(since=period.start, until=period.end)
        if not self._area.overlaps(days):
            return "none"
        return found if self._area.holds(days) else "part"

    def _seen(self, held: StoredTotals) -> set[Values]:
        # Not every group of the dimension: what a definition leaves out would be printed as zero.
        names = {*held.seen, *held.tally.breakdowns} - {""}
        seen = {tuple(pairs_of(name).values()) for name in names}
        indicator, residents = self._question.indicator, self._residents
        if isinstance(indicator, DisparityIndicator) and residents is not None:
            seen |= {(group,) for group in residents.groups.get(indicator.group, {})}
        return seen

    def _name(self, value: Values) -> str:
        """The series of a breakdown value; without one, of all."""
        pairs = zip(self._question.by, value, strict=True) if value else ()
        return ",".join(f"{name}={part}" for name, part in pairs)

    def _whole(self, total: Total) -> Figure:
        indicator, residents = self._question.indicator, self._residents
        everyone = residents.total if residents else None
        if isinstance(indicator, DisparityIndicator):
            return Figure(None, total.n, everyone)
        return figure(indicator, total, everyone)

    def _lines(self, groups: Mapping[Values, Total]) -> Iterator[Row]:
        compared = self._disparities(groups)
        for value, total in groups.items():
            breakdown = dict(zip(self._question.by, value, strict=True))
            if isinstance(self._question.indicator, DisparityIndicator):
                # Those of no group have no residents, but their searches are part of the total.
                yield Row(breakdown, compared.get(value[0], Figure(None, total.n)))
            else:
                yield Row(breakdown, self._figure(value, total))

    def _disparities(self, groups: Mapping[Values, Total]) -> Mapping[str, Figure]:
        indicator = self._question.indicator
        if not isinstance(indicator, DisparityIndicator) or self._residents is None:
            return {}
        totals = {value[0]: total for value, total in groups.items()}
        known = self._residents.groups.get(indicator.group, {})
        found = disparities(indicator, totals, known)
        # The reference group is 1 by definition, which no chance moves.
        reference = replace(found[indicator.reference], interval=NO_INTERVAL) if found else None
        return {**found, indicator.reference: reference} if reference else found

    def _figure(self, value: Values, total: Total) -> Figure:
        residents = self._residents
        if residents is None:
            return figure(self._question.indicator, total)
        known = residents.groups.get(self._question.by[0], {}) if len(value) == 1 else {}
        # Offences have no residents of their own: their rate is over everyone.
        everyone = known.get(value[0]) if known else residents.total
        return figure(self._question.indicator, total, everyone)

    def _not_stated(self, groups: Mapping[Values, Total]) -> tuple[int, int] | None:
        if len(self._dimensions) != 1 or not self._dimensions[0].not_stated:
            return None
        records = {value[0]: self._records_in(total) for value, total in groups.items()}
        if any(total is None for total in records.values()):
            return None
        totals = {name: total for name, total in records.items() if total is not None}
        return not_stated(totals, self._dimensions[0].not_stated)

    def _records_in(self, total: Total) -> Total | None:
        """How many records a total stands for; None for measures of two populations."""
        indicator = self._question.indicator
        if isinstance(indicator, ProportionIndicator):
            return Total(n=total.of + total.pending)
        if isinstance(indicator, DurationIndicator):
            return Total(n=total.of)
        if isinstance(indicator, CountIndicator | RateIndicator | DisparityIndicator):
            return Total(n=total.n)
        return None
