"""Tables of a severity: the totals that a count keeps by offence, weighed when they are read."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.weights import Weights
from oversight_contracts.facts.facts import Cut, Total
from oversight_contracts.figures.figure import Figure
from oversight_contracts.figures.severity import Part, Weighing, stretches
from oversight_contracts.measures.count import CountIndicator
from oversight_contracts.measures.severity import SeverityIndicator
from oversight_contracts.windows import BucketRange, buckets_of
from oversight_measures.periods.period import DAY, Period, Piece
from oversight_reporting.figures.query import FigureQuery
from oversight_reporting.figures.result import Row, Table
from oversight_reporting.figures.table_writer import StoredTotals, TableWriter
from oversight_reporting.model.totals import Sums


class SeverityWriter(TableWriter):
    """Writes the weighed sum of each piece, by offence where that is asked for."""

    def __init__(
        self, catalogue: Catalogue, query: FigureQuery, stored: StoredTotals, cut: Cut
    ) -> None:
        self._severity = SeverityIndicator.require(query.indicator)
        super().__init__(catalogue, replace(query, by=(self._severity.by,)), stored, cut)
        self._by_offence = bool(query.by)
        self._weights = catalogue.weights
        self._of = CountIndicator.require(catalogue.indicators[self._severity.of])

    def table(self, piece: Piece, buckets: BucketRange) -> Table:
        """The figures of one piece, whose days are cut by the weights that were valid on them."""
        period = piece.period
        covers, running = self._covers(period), period.end > self._today
        if covers == "none":
            return self._without_figures(piece, running, covers)
        offences = [value for (value,) in self._values]
        return Table(
            *(period, piece.whole, running, covers),
            total=Row(figure=self._weighed(period, offences)),
            rows=tuple(self._rows_of(period, offences)) if self._by_offence else (),
            not_stated=None,
            missing=self._missing(period),
        )

    def _rows_of(self, period: Period, offences: Iterable[str]) -> Iterator[Row]:
        for offence in offences:
            yield Row({self._severity.by: offence}, self._weighed(period, [offence]))

    def _weighed(self, period: Period, offences: list[str]) -> Figure:
        parts: list[Part] = []
        unweighed: list[Period] = []
        # Nothing is counted after today: weights of a day to come are not missed yet.
        known = Period(period.start, max(period.start + DAY, min(period.end, self._today + DAY)))
        for days, weights in stretches(self._weights, self._severity.weights, known):
            sums = self._index.within(buckets_of(self._of, days))
            parts += [self._part(sums, offence, weights) for offence in offences]
            unweighed += [] if weights else [days]
        weighing = Weighing(self._of.counts, self._severity.by, tuple(parts), tuple(unweighed))
        residents = self._residents.total if self._residents else None
        return self._severity.weighed(weighing, residents)

    def _part(self, sums: Sums, offence: str, weights: Weights | None) -> Part:
        return Part(offence, sums.get(f"{self._severity.by}={offence}", Total()).n, weights)
