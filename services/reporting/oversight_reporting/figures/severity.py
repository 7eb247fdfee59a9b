"""Tables of a severity: the totals that a count keeps by offence, weighed when they are read."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from oversight_contracts.breakdowns import in_words
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.explain.wording import day_in_words
from oversight_contracts.definitions.models.indicators import (
    CountIndicator,
    Indicator,
    SeverityIndicator,
)
from oversight_contracts.definitions.models.weights import Weights
from oversight_contracts.facts.facts import Cut, Total
from oversight_contracts.figures.figure import Figure
from oversight_contracts.figures.severity import Part, Weighing, stretches
from oversight_contracts.windows import BucketRange, buckets_of
from oversight_measures.periods.period import DAY, Period, Piece
from oversight_reporting.figures.query import FigureQuery
from oversight_reporting.figures.row import Row
from oversight_reporting.figures.table import StoredTotals, Table, TableWriter
from oversight_reporting.model.totals import Sums


def totals_question(catalogue: Catalogue, question: FigureQuery) -> FigureQuery:
    """Whose totals a question is answered from: a severity keeps none of its own."""
    indicator = question.indicator
    if not isinstance(indicator, SeverityIndicator):
        return question
    return replace(question, indicator=catalogue.indicators[indicator.of], by=(indicator.by,))


class SeverityWriter(TableWriter):
    """Writes the weighed sum of each piece, by offence where that is asked for."""

    def __init__(
        self, catalogue: Catalogue, question: FigureQuery, held: StoredTotals, cut: Cut
    ) -> None:
        assert isinstance(question.indicator, SeverityIndicator)
        self._severity = question.indicator
        super().__init__(catalogue, replace(question, by=(self._severity.by,)), held, cut)
        self._by_offence = bool(question.by)
        self._weights = catalogue.weights
        weighed = catalogue.indicators[self._severity.of]
        assert isinstance(weighed, CountIndicator)
        self._of = weighed

    def table(self, piece: Piece, buckets: BucketRange) -> Table:
        """The figures of one piece, whose days are cut by the weights that were valid on them."""
        period = piece.period
        covers, running = self._covers(period), period.end > self._today
        if covers == "none":
            return Table(period, piece.whole, running, covers, Row(), (), None)
        offences = [value for (value,) in self._values]
        return Table(
            *(period, piece.whole, running, covers),
            total=Row(figure=self._weighed(period, offences)),
            lines=tuple(self._lines_of(period, offences)) if self._by_offence else (),
            not_stated=None,
        )

    def _lines_of(self, period: Period, offences: Iterable[str]) -> Iterator[Row]:
        for offence in offences:
            yield Row({self._severity.by: offence}, self._weighed(period, [offence]))

    def _weighed(self, period: Period, offences: list[str]) -> Figure:
        parts: list[Part] = []
        unweighed: list[Period] = []
        # Nothing is counted after today: weights of a day to come are not missed yet.
        known = Period(period.start, max(period.start + DAY, min(period.end, self._today + DAY)))
        for days, weights in stretches(self._weights, self._severity.weights, known):
            sums = self._tally.within(buckets_of(self._of, days))
            parts += [self._part(sums, offence, weights) for offence in offences]
            unweighed += [] if weights else [days]
        weighing = Weighing(self._of, self._severity.by, tuple(parts), tuple(unweighed))
        residents = self._residents.total if self._residents else None
        return severity_figure(self._severity, weighing, residents)

    def _part(self, sums: Sums, offence: str, weights: Weights | None) -> Part:
        return Part(offence, sums.get(f"{self._severity.by}={offence}", Total()).n, weights)


def severity_figure(
    indicator: SeverityIndicator, weighing: Weighing, residents: int | None
) -> Figure:
    """The weighed sum beside how many were weighed, over residents where it is a rate."""
    over = residents if indicator.per else None
    return Figure(
        weighing.score(indicator, residents),
        sum(weighing.counts.values()),
        over,
        weighing=weighing,
    )


def notes_on_weights(indicator: Indicator, figures: Iterable[Figure | None]) -> Iterator[str]:
    """Which weights were used, and why there is no figure where there is none, as sentences."""
    if not isinstance(indicator, SeverityIndicator):
        return
    known = [each.weighing for each in figures if each is not None and each.weighing is not None]
    if any(each.unweighed for each in known):
        yield (
            f"No weights “{indicator.weights}” are supplied in weights.yaml for "
            f"{_days(known)}: no figure is worked out. That is not a figure of zero."
        )
    lost = sorted({offence for each in known for offence in each.missing})
    if lost:
        yield (
            f"The weights have none for {', '.join(in_words(each) for each in lost)}: where these "
            "occurred no figure is worked out. That is not a figure of zero."
        )
    yield from dict.fromkeys(_source(version) for each in known for version in each.versions)


def _days(known: Iterable[Weighing]) -> str:
    periods = [period for each in known for period in each.unweighed]
    first, end = min(each.start for each in periods), max(each.end for each in periods)
    return f"days between {day_in_words(first)} and {day_in_words(end - DAY)}"


def _source(weights: Weights) -> str:
    since = f" from {day_in_words(weights.since)}" if weights.since else ""
    until = f" to {day_in_words(weights.until - DAY)}" if weights.until else ""
    valid = f", valid{since}{until}" if since or until else ""
    return f"Weights: {weights.scheme}, version {weights.version}{valid}. {weights.source}."
