"""Tables of a stock: what was open on a day, and what was opened and closed since."""

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.facts.facts import Cut
from oversight_contracts.measures.indicator import Indicator
from oversight_contracts.measures.stock import BEFORE, UNOPENED, StockIndicator
from oversight_contracts.windows import BucketRange, buckets_of
from oversight_measures.periods.period import DAY, Period, Piece
from oversight_measures.periods.stretches import Stretches
from oversight_reporting.figures.balance import Balances
from oversight_reporting.figures.query import FigureQuery
from oversight_reporting.figures.result import Row, Table
from oversight_reporting.figures.table_writer import StoredTotals, TableWriter, Values


def _first_bucket(indicator: StockIndicator) -> str:
    """The bucket that a stock is read from: its opening balance, or the first record."""
    if indicator.opening is None:
        return ""
    day = indicator.opening.day
    return buckets_of(indicator, Period(day, day + DAY)).first


class StockWriter(TableWriter):
    """Writes what is open at the end of each piece."""

    @classmethod
    def buckets(cls, indicator: Indicator, asked: BucketRange) -> BucketRange:
        """From its opening balance, or the first record, on."""
        first = _first_bucket(StockIndicator.require(indicator))
        return BucketRange(min(first, asked.end), asked.end)

    def __init__(
        self, catalogue: Catalogue, query: FigureQuery, stored: StoredTotals, cut: Cut
    ) -> None:
        super().__init__(catalogue, query, stored, cut)
        indicator = StockIndicator.require(query.indicator)
        self._opening = indicator.opening
        self._balance = (
            self._opening.of(query.force, query.area) if self._opening is not None else 0
        )
        first = _first_bucket(indicator)
        self._series = {
            name: Balances(self._balance or 0, series)
            for name, series in stored.index.series_from(first).items()
        }

    def table(self, piece: Piece, buckets: BucketRange) -> Table:
        """The stock at the end of one piece; no figure before the opening balance."""
        period = piece.period
        covers, running = self._covers(period), period.end > self._today
        if covers == "none":
            early = BEFORE if self._is_early(period) else ""
            return self._without_figures(piece, running, covers, Row(missing=early))
        return Table(
            *(period, piece.whole, running, covers),
            total=self._stock(period, buckets, ()),
            rows=tuple(self._stock(period, buckets, value) for value in self._values),
            not_stated=None,
            missing=self._missing(period),
        )

    def _missing(self, period: Period) -> Stretches:
        # A stock is made up of every day since its opening balance, or since records begin.
        first = self._opening.day if self._opening else self._coverage.first
        since = min(first or period.start, period.start)
        return super()._missing(Period(since, period.end))

    def _stock(self, period: Period, buckets: BucketRange, value: Values) -> Row:
        breakdown = dict(zip(self._query.by, value, strict=True)) if value else {}
        if self._is_early(period):
            return Row(breakdown, missing=BEFORE)
        # Which part of the balance is of a value nobody can say.
        if self._balance is None or (self._opening is not None and value):
            return Row(breakdown, missing=UNOPENED)
        series = self._series.get(self._name(value), Balances(self._balance, ()))
        return Row(breakdown, series.before(buckets.end))

    def _is_early(self, period: Period) -> bool:
        """True where it ends before the day of the opening balance, or today does."""
        if self._opening is None:
            return False
        return min(period.end - DAY, self._today) < self._opening.day
