"""Answers to questions: figures of a period or of its pieces, as at a cut."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.indicators import (
    CountIndicator,
    DisparityIndicator,
    DurationIndicator,
    ProportionIndicator,
    RateIndicator,
    StockIndicator,
)
from oversight_contracts.definitions.reference import Residents
from oversight_contracts.facts import Cut, Total
from oversight_contracts.figures import (
    NO_INTERVAL,
    Figure,
    disparities,
    figure,
    not_stated,
)
from oversight_contracts.windows import BucketRange, buckets_of, clipped, settled_until
from oversight_measures.periods import Period, Piece, london_day, split
from oversight_reporting.breakdowns import in_order, pairs_of
from oversight_reporting.lines import Line
from oversight_reporting.questions import Question
from oversight_reporting.records import Covers, Records
from oversight_reporting.tally import Sums, Tally

Values = tuple[str, ...]


@dataclass(frozen=True)
class Holdings:
    """What is stored for a question: totals, the days of records, the values ever ``seen``."""

    tally: Tally
    records: Records
    seen: Set[str] = frozenset()


@dataclass(frozen=True)
class Table:
    """The figures of one piece; ``not_stated`` is (count, of) where a dimension knows such."""

    period: Period
    whole: bool
    running: bool
    covers: Covers
    total: Line
    lines: tuple[Line, ...]
    not_stated: tuple[int, int] | None


@dataclass(frozen=True)
class Answer:
    """Figures as at ``cut``. ``judged_until`` is None where figures can be judged at once."""

    question: Question
    cut: Cut
    records: Records
    judged_until: datetime | None
    tables: tuple[Table, ...]


def bucket_range(catalogue: Catalogue, question: Question, cut: Cut) -> BucketRange:
    """The buckets to be read: a stock's from the first record on."""
    found = _clipped(catalogue, question, question.period, cut)
    return BucketRange("", found.end) if _is_stock(question) else found


def answer(catalogue: Catalogue, question: Question, held: Holdings, cut: Cut) -> Answer:
    """The figures of the period, or of each of its pieces where ``every`` is asked for."""
    pieces = (
        split(question.period, question.every)
        if question.every
        else [Piece(question.period, whole=True)]
    )
    ranges = [_clipped(catalogue, question, piece.period, cut) for piece in pieces]
    sums: Iterator[Sums]
    if _is_stock(question):
        sums = held.tally.up_to_each(each.end for each in ranges)
    else:
        sums = map(held.tally.within, ranges)
    writer = _TableWriter(catalogue, question, held, cut)
    tables = tuple(writer.table(piece, found) for piece, found in zip(pieces, sums, strict=True))
    until = settled_until(catalogue, question.indicator, cut.at)
    return Answer(question, cut, held.records, None if until == cut.at else until, tables)


def _is_stock(question: Question) -> bool:
    return isinstance(question.indicator, StockIndicator)


def _clipped(catalogue: Catalogue, question: Question, period: Period, cut: Cut) -> BucketRange:
    # Judged as at the cut, not now: nothing later than the cut has been counted.
    return clipped(catalogue, question.indicator, buckets_of(question.indicator, period), cut.at)


class _TableWriter:
    """What all the pieces of one answer share."""

    def __init__(self, catalogue: Catalogue, question: Question, held: Holdings, cut: Cut) -> None:
        self._question = question
        self._records = held.records
        self._today = london_day(cut.at)
        self._dimensions = [catalogue.dimensions[name] for name in question.by]
        self._residents: Residents | None = None
        if question.basis is not None:
            self._residents = catalogue.residents_of(question.force, question.area, question.basis)
        self._values = in_order(self._seen(held), self._dimensions)

    def table(self, piece: Piece, sums: Sums) -> Table:
        """The figures of one piece."""
        covers = self._records.cover(piece.period, self._today)
        running = piece.period.end > self._today
        if covers == "none":
            return Table(piece.period, piece.whole, running, covers, Line(), (), None)
        groups = {value: self._of_value(sums, value) for value in self._values}
        return Table(
            *(piece.period, piece.whole, running, covers),
            total=Line(figure=self._whole(sums.get("", Total()))),
            lines=tuple(self._lines(groups)),
            not_stated=self._not_stated(groups),
        )

    def _seen(self, held: Holdings) -> set[Values]:
        # Not every group of the dimension: what a definition leaves out would be printed as zero.
        names = {*held.seen, *held.tally.breakdowns} - {""}
        seen = {tuple(pairs_of(name).values()) for name in names}
        indicator, residents = self._question.indicator, self._residents
        if isinstance(indicator, DisparityIndicator) and residents is not None:
            seen |= {(group,) for group in residents.groups.get(indicator.group, {})}
        return seen

    def _of_value(self, sums: Sums, value: Values) -> Total:
        pairs = zip(self._question.by, value, strict=True)
        return sums.get(",".join(f"{name}={part}" for name, part in pairs), Total())

    def _whole(self, total: Total) -> Figure:
        indicator, residents = self._question.indicator, self._residents
        everyone = residents.total if residents else None
        if isinstance(indicator, DisparityIndicator):
            return Figure(None, total.n, everyone)
        return figure(indicator, total, everyone)

    def _lines(self, groups: Mapping[Values, Total]) -> Iterator[Line]:
        compared = self._disparities(groups)
        for value, total in groups.items():
            breakdown = dict(zip(self._question.by, value, strict=True))
            if isinstance(self._question.indicator, DisparityIndicator):
                # Those of no group have no residents, but their searches are part of the total.
                yield Line(breakdown, compared.get(value[0], Figure(None, total.n)))
            else:
                yield Line(breakdown, self._figure(value, total))

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


def only_table(found: Answer) -> Table:
    """The table of an answer that was not cut into pieces."""
    (table,) = found.tables
    return table


def dimension_sets(question: Question) -> Sequence[str]:
    """What is to be read: all, and each value asked for."""
    return ("", ",".join(question.by)) if question.by else ("",)
