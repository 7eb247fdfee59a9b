"""The writer of tables: the figures of one piece of a period from its totals."""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace

from oversight_contracts.breakdowns import pairs_of
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reference import Dimension, Residents, Validity
from oversight_contracts.facts.facts import Cut, Total
from oversight_contracts.figures.figure import NO_INTERVAL, Figure, not_stated
from oversight_contracts.measures.indicator import Indicator
from oversight_contracts.recorded_fields import NO_AREAS, NOT_RECORDED
from oversight_contracts.windows import BucketRange
from oversight_measures.coverage import Coverage
from oversight_measures.periods.period import Period, Piece, london_day
from oversight_measures.periods.stretches import Stretches, common
from oversight_reporting.figures.query import FigureQuery
from oversight_reporting.figures.result import Row, Table
from oversight_reporting.model.coverage import Covers
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
    stated = [value for value in listed if value not in dimension.not_stated]
    ranks = {group: index for index, group in enumerate(stated)}
    unstated = dict.fromkeys((*dimension.not_stated, dimension.missing))
    return ranks | {word: 10**6 + index for index, word in enumerate(unstated)}


Values = tuple[str, ...]
NO_ROW = Row()


@dataclass(frozen=True)
class StoredTotals:
    """The stored totals of a query, their coverage, and the breakdown values ever ``seen``.

    ``unrecorded`` has the days on which rows are not recorded, by dimension and printed value.
    """

    index: TotalsIndex
    coverage: Coverage
    seen: Set[str] = frozenset()
    unrecorded: Mapping[str, Mapping[str, Stretches]] = field(default_factory=dict)


def without_areas(table: Table) -> Table:
    """The table of an area where no record of the force names any: that is not one of zero."""
    return _untold(table, NO_AREAS)


def told_of_fields(coverage: Coverage, table: Table) -> Table:
    """The table, or one that is not recorded: no record of its days states what it rests on."""
    if not coverage.unrecorded:
        return table
    told = replace(table, unrecorded=coverage.unrecorded)
    return _untold(told, NOT_RECORDED) if coverage.is_unrecorded(table.period) else told


def told_of_rows(stored: StoredTotals, table: Table) -> Table:
    """The table, whose rows are not recorded that records of coarser values may be of.

    On any of its days: what is told of the rest would be read as a fall. Their counts are kept for
    disclosure control.
    """

    def told(row: Row) -> Row:
        days = (stored.unrecorded.get(name, {}).get(value) for name, value in row.breakdown.items())
        untold = any(each and common((table.period,), each) for each in days)
        return replace(row, missing=NOT_RECORDED) if untold else row

    return replace(table, rows=tuple(map(told, table.rows))) if stored.unrecorded else table


def _untold(table: Table, why: str) -> Table:
    total = Row(missing=why)
    return replace(table, covers="none", total=total, rows=(), not_stated=None, missing=())


class TableWriter:
    """Writes the tables of one result from stored totals."""

    @classmethod
    def buckets(cls, indicator: Indicator, asked: BucketRange) -> BucketRange:
        """The buckets to be read for those that are asked for."""
        return asked

    def __init__(
        self, catalogue: Catalogue, query: FigureQuery, stored: StoredTotals, cut: Cut
    ) -> None:
        self._query = query
        self._coverage = stored.coverage
        self._index = stored.index
        self._today = london_day(cut.at)
        self._area = catalogue.forces[query.force].areas.get(query.area)
        self._dimensions = [catalogue.dimensions[name] for name in query.by]
        self._residents: Residents | None = None
        if query.basis is not None:
            self._residents = catalogue.residents_of(query.force, query.area, query.basis)
        self._occurring = stored.index.breakdowns
        self._values = in_order(self._seen(stored), self._dimensions)

    def table(self, piece: Piece, buckets: BucketRange) -> Table:
        """The figures of one piece, from its buckets."""
        covers = self._covers(piece.period)
        running = piece.period.end > self._today
        if covers == "none":
            return Table(
                piece.period,
                piece.whole,
                running,
                covers,
                Row(),
                (),
                None,
                missing=self._missing(piece.period),
            )
        sums = self._index.within(buckets)
        groups = {value: sums.get(self._name(value), Total()) for value in self._values}
        return Table(
            *(piece.period, piece.whole, running, covers),
            total=Row(figure=self._whole(sums.get("", Total()))),
            rows=tuple(self._rows(groups)),
            not_stated=self._not_stated(groups),
            missing=self._missing(piece.period),
        )

    def _without_figures(
        self, piece: Piece, running: bool, covers: Covers, total: Row = NO_ROW
    ) -> Table:
        """A piece that nothing is known of; ``total`` can say why."""
        missing = self._missing(piece.period)
        known = (piece.period, piece.whole, running, covers)
        return Table(*known, total, (), not_stated=None, missing=missing)

    def _missing(self, period: Period) -> Stretches:
        """The days whose records the figures of ``period`` lack."""
        return self._coverage.missing(period, self._today)

    def _covers(self, period: Period) -> Covers:
        """The cover of a period by records, and by the days that the area exists."""
        found = self._coverage.cover(period, self._today)
        if self._area is None or found == "none":
            return found
        days = Validity(since=period.start, until=period.end)
        if not self._area.overlaps(days):
            return "none"
        return found if self._area.holds(days) else "part"

    def _seen(self, stored: StoredTotals) -> set[Values]:
        # Not every group of the dimension: what a definition leaves out would be printed as zero.
        names = {*stored.seen, *stored.index.breakdowns} - {""}
        seen = {tuple(pairs_of(name).values()) for name in names}
        compared, residents = self._query.indicator.reference_group, self._residents
        if compared is not None and residents is not None:
            seen |= {(group,) for group in residents.groups.get(compared.dimension, {})}
        return seen

    def _name(self, value: Values) -> str:
        """The series of a breakdown value; without one, of all."""
        pairs = zip(self._query.by, value, strict=True) if value else ()
        return ",".join(f"{name}={part}" for name, part in pairs)

    def _whole(self, total: Total) -> Figure:
        indicator, residents = self._query.indicator, self._residents
        everyone = residents.total if residents else None
        return indicator.figure_of_all(total, everyone)

    def _rows(self, groups: Mapping[Values, Total]) -> Iterator[Row]:
        compared = self._compared(groups)
        for value, total in groups.items():
            breakdown = dict(zip(self._query.by, value, strict=True))
            if self._query.indicator.reference_group is not None:
                # Those of no group have no residents, but their searches are part of the total.
                figure = compared.get(value[0], Figure(None, total.n))
                yield Row(breakdown, figure, unrecorded=self._is_unrecorded(value))
            else:
                figure = self._figure(value, total)
                yield Row(breakdown, figure, unrecorded=self._is_unrecorded(value))

    def _is_unrecorded(self, value: Values) -> bool:
        """True of a value that residents alone know of: no record of the whole query has it."""
        return self._residents is not None and self._name(value) not in self._occurring

    def _compared(self, groups: Mapping[Values, Total]) -> Mapping[str, Figure]:
        indicator, compared = self._query.indicator, self._query.indicator.reference_group
        if compared is None or self._residents is None:
            return {}
        totals = {value[0]: total for value, total in groups.items()}
        known = self._residents.groups.get(compared.dimension, {})
        found = indicator.figures_of_groups(totals, known)
        # The reference group is 1 by definition, which no chance moves.
        reference = replace(found[compared.value], interval=NO_INTERVAL) if found else None
        return {**found, compared.value: reference} if reference else found

    def _figure(self, value: Values, total: Total) -> Figure:
        residents = self._residents
        if residents is None:
            return self._query.indicator.figure(total)
        known = residents.groups.get(self._query.by[0], {}) if len(value) == 1 else {}
        # Offences have no residents of their own: their rate is over everyone.
        everyone = known.get(value[0]) if known else residents.total
        return self._query.indicator.figure(total, everyone)

    def _not_stated(self, groups: Mapping[Values, Total]) -> tuple[int, int] | None:
        if len(self._dimensions) != 1 or not self._dimensions[0].not_stated:
            return None
        indicator = self._query.indicator
        records = {value[0]: indicator.records_in(total) for value, total in groups.items()}
        if any(count is None for count in records.values()):
            return None
        totals = {name: Total(n=count) for name, count in records.items() if count is not None}
        return not_stated(totals, self._dimensions[0].not_stated)
