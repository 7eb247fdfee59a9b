"""A figure beside that of the same dates last year: what changed, or why it cannot be said."""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from oversight_contracts.coverage import missing_in_words
from oversight_contracts.definitions.models.indicators import break_between
from oversight_contracts.definitions.models.weights import Weights
from oversight_contracts.figures.figure import Figure
from oversight_contracts.measures.indicator import Indicator
from oversight_measures.estimates.changes import percentage_change
from oversight_measures.rounding import round_half_up
from oversight_reporting.comparison.significance import SignificanceTest
from oversight_reporting.figures.printing import figure_document, plain
from oversight_reporting.figures.result import (
    NO_FIGURE,
    NO_RECORDS,
    UNTOLD,
    QueryResult,
    Row,
    Table,
    only_table,
    row_in,
)
from oversight_reporting.formatting import change_in_words, day_in_words
from oversight_reporting.model.row_document import ChangeDocument, EarlierDocument

NOT_COMPARABLE = "Its publisher says that a figure is not comparable with earlier ones."
OTHER_WEIGHTS = "Not comparable with the same dates last year: other weights were valid then."


@dataclass(frozen=True)
class Comparison:
    """The earlier result, beside which a figure is put, and the test of its change."""

    earlier: QueryResult
    chance: SignificanceTest = field(default_factory=SignificanceTest)

    def documents(self, now: Table, row: Row) -> tuple[EarlierDocument, ChangeDocument]:
        """The earlier figure of a row, and the change."""
        table = only_table(self.earlier)
        indicator = self.earlier.query.indicator
        before = row_in(table, indicator, row.breakdown)
        if self._incomplete(table):
            # Half a year's count beside a whole year's would be read as a rise.
            before = Row(before.breakdown)
        earlier = self._earlier(indicator, table, before)
        why = self._obstacle(now, table)
        if why:
            return earlier, _unknown(*why)
        verdict = self.chance.document(indicator, (now, row), (table, before))
        change = _change(indicator, row, before)
        reason = change.reason or _by_the_day(indicator, (now, row), (table, before))
        return earlier, change.model_copy(update={"chance": verdict, "reason": reason})

    def _earlier(self, indicator: Indicator, table: Table, before: Row) -> EarlierDocument:
        figure = figure_document(indicator, before)
        return EarlierDocument(
            start=table.period.start,
            end=table.period.end,
            numerator=figure.numerator,
            denominator=figure.denominator,
            value=figure.value,
            printed="records incomplete" if self._incomplete(table) else figure.printed,
            lower=figure.lower,
            upper=figure.upper,
            printed_interval=figure.printed_interval,
            suppressed=figure.suppressed,
        )

    def _incomplete(self, table: Table) -> bool:
        return table.covers != "none" and bool(table.missing)

    def _obstacle(self, now: Table, before: Table) -> tuple[str, str] | None:
        """The words in place of a change, and why there is none, as a sentence."""
        if now.covers == "none" or before.covers == "none":
            for why in (now.total.missing, before.total.missing):
                if why in UNTOLD:
                    return why, ""
            quoted = self.earlier.query.indicator.is_published
            return (NO_FIGURE if quoted else NO_RECORDS), ""
        broken = break_between(self.earlier.query.indicator.breaks, before.period, now.period)
        if broken is not None:
            return "not comparable", (
                "Not comparable with the same dates last year: the definition changed on "
                f"{day_in_words(broken.on)}: {broken.why}."
            )
        if missing := missing_in_words((*before.missing, *now.missing), now.unrecorded):
            return f"not comparable: {missing}", (
                f"Not comparable with the same dates last year: {missing}."
            )
        if now.running:
            return "not yet", "Not compared with the same dates last year before the period ends."
        return None


def _change(indicator: Indicator, now: Row, before: Row) -> ChangeDocument:
    if now.figure and before.figure and _versions(now.figure) != _versions(before.figure):
        return _unknown("not comparable", OTHER_WEIGHTS)
    current, earlier = now.value, before.value
    if now.quoted and now.quoted.not_comparable:
        return _unknown("not comparable", NOT_COMPARABLE)
    if current is None or earlier is None:
        untold = (row.missing for row in (now, before) if row.missing in UNTOLD)
        return _unknown(next(untold, "cannot be compared"))
    if indicator.unit == "%":
        # A percentage of a percentage is read as points by most, and as neither by the rest.
        return _document("points", None, current - earlier)
    if current == earlier:
        return _document("percent", Fraction(0), None)
    if not indicator.level_is_known:
        # Both lack what was open before records begin: their difference is exact, a share of
        # either is not.
        return _by_number(current - earlier)
    if earlier == 0 < current:
        return _unknown("up from 0")
    percent = percentage_change(current, earlier)
    return (
        _unknown("cannot be compared") if percent is None else _document("percent", percent, None)
    )


def _by_the_day(indicator: Indicator, now: tuple[Table, Row], before: tuple[Table, Row]) -> str:
    """The change of what happened a day, where one period has more days; empty where none has."""
    days, earlier_days = now[0].period.days, before[0].period.days
    current, earlier = now[1].value, before[1].value
    counted = indicator.adds_up and not indicator.is_published
    # Of the whole alone: one sentence, not one for each row.
    whole = not now[1].breakdown
    if days == earlier_days or not counted or not whole or current is None or not earlier:
        return ""
    percent = percentage_change(current / days, earlier / earlier_days)
    return (
        f"The periods have {days} and {earlier_days} days: a day, the change is "
        f"{change_in_words(percent, None)}."
    )


def _versions(figure: Figure) -> tuple[Weights, ...]:
    return figure.weighing.versions if figure.weighing else ()


def _document(
    kind: Literal["percent", "points"], percent: Fraction | None, points: Fraction | None
) -> ChangeDocument:
    value = percent if percent is not None else points
    words = change_in_words(percent, points)
    return ChangeDocument(kind=kind, value=plain(value), printed=words, reason="", chance=None)


def _by_number(change: Fraction) -> ChangeDocument:
    words = f"{'up' if change > 0 else 'down'} {round_half_up(abs(change), 0):,}"
    return ChangeDocument(kind="number", value=plain(change), printed=words, reason="", chance=None)


def _unknown(printed: str, reason: str = "") -> ChangeDocument:
    return ChangeDocument(kind="none", value=None, printed=printed, reason=reason, chance=None)
