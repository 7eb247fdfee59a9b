"""Lowest and highest ever, since the first complete month or a published history's first."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from oversight_contracts.breakdowns import capitalised
from oversight_contracts.coverage import missing_in_words
from oversight_contracts.definitions.models.indicators import break_between
from oversight_contracts.measures.indicator import Indicator
from oversight_measures.estimates.extremes import Entry, extreme_at, on_record
from oversight_measures.periods.period import Period, Piece, period_of
from oversight_reporting.figures.default_period import natural_pieces
from oversight_reporting.figures.query import FigureQuery
from oversight_reporting.figures.result import QueryResult, Row, Table, rows_of
from oversight_reporting.formatting import day_in_words

Label = tuple[tuple[str, str], ...]
NOT_CALLED = "Lowest and highest on record are not told, since some on record are suppressed."


@dataclass(frozen=True)
class Extremes:
    """Everything on record of one query, from which single pieces are called out."""

    whole_record: QueryResult

    def words(self, table: Table, row: Row) -> list[str]:
        """``lowest on record`` and the like, where the piece of a row set it when it ended."""
        entries = self._comparable(table.period, _label(row.breakdown))
        own = next((each for each in entries if each.period == table.period), None)
        found = extreme_at(own, entries) if own else None
        return [str(found)] if found else []

    def mark(self, period: Period, breakdown: Mapping[str, str]) -> str:
        """The extreme as a sentence with the day since when it is so; empty where there is none."""
        entries = self._comparable(period, _label(breakdown))
        own = next((each for each in entries if each.period == period), None)
        found = extreme_at(own, entries) if own else None
        if found is None:
            return ""
        since = day_in_words(entries[0].period.start)
        return f"{capitalised(found)}, since {since}{self._though(entries, period)}."

    def note(self, table: Table) -> str:
        """The note on since when the lowest and highest are looked for; empty without any."""
        if self._hides(()):
            return NOT_CALLED
        entries = self._comparable(table.period, ())
        if not entries:
            return ""
        first = entries[0]
        since = day_in_words(first.period.start)
        published = ", at first as published before records begin" if first.published else ""
        though = self._though(entries, table.period)
        return f"Lowest and highest on record: since {since}{published}{though}."

    def _though(self, entries: list[Entry], until: Period) -> str:
        """The records that are missing between the first entry and a piece; empty for none."""
        since = entries[0].period.start
        within = [t for t in self.whole_record.tables if since <= t.period.start < until.end]
        missing = missing_in_words(
            (gap for table in within for gap in table.missing),
            self.whole_record.coverage.unrecorded,
        )
        return f", though {missing}" if missing else ""

    def _comparable(self, period: Period, label: Label) -> list[Entry]:
        """The entries on record of a row, without those of another definition.

        None where one is suppressed: it may be the lowest, and whether it is would tell of it.
        """
        if self._hides(label):
            return []
        indicator = self.whole_record.query.indicator
        entries = on_record(list(self._pieces(label)), list(self._history(label)))
        return [each for each in entries if _comparable(indicator, each.period, period)]

    def _hides(self, label: Label) -> bool:
        return any(row.suppressed for _, row in self._rows(label))

    def _pieces(self, label: Label) -> Iterator[tuple[Piece, Fraction | None]]:
        for table, row in self._rows(label):
            complete = table.whole and table.covers == "whole" and not table.running
            yield Piece(table.period, complete), row.value

    def _history(self, label: Label) -> Iterator[tuple[Period, Fraction]]:
        for table, row in self._rows(label):
            if table.covers == "published" and row.value is not None:
                yield table.period, row.value

    def _rows(self, label: Label) -> Iterator[tuple[Table, Row]]:
        for table in self.whole_record.tables:
            for row in rows_of(table):
                if _label(row.breakdown) == label:
                    yield table, row


def _label(breakdown: Mapping[str, str]) -> Label:
    return tuple(sorted(breakdown.items()))


def _comparable(indicator: Indicator, one: Period, other: Period) -> bool:
    return one == other or break_between(indicator.breaks, one, other) is None


def is_piece(query: FigureQuery) -> bool:
    """True where it asks for a whole month, quarter or year, as others came before it."""
    period = query.period
    return period.days > 1 and period == period_of(period.start, natural_pieces(period))


def record_key(query: FigureQuery) -> tuple[object, ...]:
    """The key that queries for pieces of one kind and row have in common."""
    return (
        *(query.indicator.id, query.force, query.area, query.by, query.basis),
        natural_pieces(query.period),
    )


def records_asked(queries: Iterable[FigureQuery]) -> dict[tuple[object, ...], FigureQuery]:
    """One query for all pieces of a kind, by what the queries for them have in common."""
    found: dict[tuple[object, ...], FigureQuery] = {}
    for query in filter(is_piece, queries):
        common = record_key(query)
        known = found.get(common, _whole_record(query))
        found[common] = replace(known, period=_around(known.period, query.period))
    return found


def _around(one: Period, other: Period) -> Period:
    return Period(min(one.start, other.start), max(one.end, other.end))


def _whole_record(query: FigureQuery) -> FigureQuery:
    """The query for all pieces on record."""
    return replace(query, every=natural_pieces(query.period), whole_record=True)
