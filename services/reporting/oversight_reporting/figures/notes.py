"""Notes beneath the figures of one table, in sentences."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from fractions import Fraction

from oversight_contracts.breakdowns import capitalised, in_words
from oversight_contracts.coverage import NAMED, missing_in_words
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.explain.wording import field_in_words
from oversight_contracts.definitions.models.indicators import break_inside
from oversight_contracts.definitions.models.opening import Opening
from oversight_contracts.definitions.models.reference import Validity
from oversight_contracts.measures.disclosed import SHORTFALL
from oversight_contracts.measures.indicator import Indicator
from oversight_contracts.measures.stock import BEFORE, UNOPENED, StockIndicator
from oversight_contracts.recorded_fields import (
    NO_AREAS,
    NOT_RECORDED,
    alone_beside,
    coarser_than,
    fields_rested_on,
)
from oversight_measures.periods.parts_of_year import is_part_of_year, years_in
from oversight_measures.periods.period import DAY, Every, Period, london_midnight, period_of
from oversight_measures.periods.stretches import common, joined
from oversight_measures.periods.wording import months_in_words
from oversight_reporting.figures.balance import too_low
from oversight_reporting.figures.result import QueryResult, Row, Table, rows_of
from oversight_reporting.formatting import day_in_words, moment_in_words, number, share
from oversight_reporting.model.published import Quotation

# Beneath every table that has a suppressed figure.
SUPPRESSION = (
    "A suppressed figure is a small count, or would give a small count back. That is not a figure "
    "of zero."
)

# Of rows of which records of a coarser value may be.
TOGETHER = (
    "Records of a value that holds several may be of this one, so it is not known how many there "
    "were. That is not a figure of zero."
)
# Where one stands that was worked out of counts; nothing is brought to a whole year here.
NOT_ANNUALISED = "A rate of part of a year is as counted, and not annualised."
# Most vary more than that from month to month: what compares periods carries it.
OF_INTERVALS = (
    "An interval holds the underlying figure with 95% confidence, were its cases independent."
)


def remarks_of(indicator: Indicator, table: Table, row: Row) -> list[str]:
    """Words beside the figure of a row; none beside one that is counted and can be so."""
    if row.quoted is None:
        return list(too_low(row.figure))
    return list(_remarks(indicator, table, row.quoted))


def is_odd_part(period: Period) -> bool:
    """True of a part of one year that is no day, week, month or quarter."""
    if years_in(period) > 1:
        return False
    whole = any(period == period_of(period.start, every) for every in Every)
    return is_part_of_year(period) and not whole


def _remarks(indicator: Indicator, table: Table, quoted: Quotation) -> Iterator[str]:
    if is_odd_part(table.period):
        yield "part of a year"
    if not indicator.is_published:
        why = "as no record states it" if table.is_unrecorded else "before records begin"
        yield f"published {why}"
    if quoted.provisional:
        yield "provisional"
    if quoted.revised:
        yield "revised"
    if quoted.not_comparable:
        yield "not comparable with earlier figures"


def source_of(quoted: Quotation) -> str:
    """The source of a statistic, as a sentence: its publisher and the day."""
    if quoted.published_on is None:
        return f"Source: {quoted.publisher}."
    return f"Source: {quoted.publisher}, published {day_in_words(quoted.published_on)}."


def set_aside(quoted: Quotation) -> str:
    """The note on which of several statistics is shown; empty where it is alone."""
    if not quoted.set_aside:
        return ""
    others = ", ".join(quoted.set_aside)
    return (
        f"{quoted.id} is shown, because it was published last; {others} "
        f"{'says' if len(quoted.set_aside) == 1 else 'say'} something of the same figure."
    )


def notes_on_stock(catalogue: Catalogue, found: QueryResult) -> Iterator[str]:
    """Sentences beneath a table of a stock; the balances themselves may be small and are not told.

    Nothing of figures that were published.
    """
    indicator = StockIndicator.require(found.query.indicator)
    yield "A stock is what is open at the end of the last day."
    rows = [row for table in found.tables for row in rows_of(table)]
    if indicator.opening is None or any(row.figure for row in rows):
        yield indicator.background()
    yield from _without(catalogue, found, indicator.opening, rows)
    yield from _on_shortfall(indicator, rows)
    yield from _on_gaps(indicator, found)


def unrecorded_in_words(indicator: Indicator) -> str:
    """That no record states what a figure of it rests on, and what that is, as a sentence."""
    names = dict.fromkeys(field_in_words(name) for _, name in fields_rested_on(indicator))
    why = [f"no record says anything of {' or '.join(names)}"] if names else []
    if values := [in_words(value).lower() for _, value in alone_beside(indicator)]:
        why.append(f"all are of {' or '.join(values)}")
    if coarser := coarser_than(indicator):
        held = (in_words(value.partition(":")[2]).lower() for _, value in coarser)
        why.append(f"records of {', '.join(held)} may be of what is counted")
    return f"{', or '.join(why)}, so it is not known. That is not a figure of zero."


def _on_unrecorded_rows(found: QueryResult) -> Iterator[str]:
    rows = (row for table in found.tables for row in table.rows if row.missing == NOT_RECORDED)
    if labels := list(dict.fromkeys(row.label for row in rows)):
        named = ", ".join(labels[:NAMED])
        more = f" and {len(labels) - NAMED} more" if len(labels) > NAMED else ""
        yield f"{named}{more}: {TOGETHER[:1].lower()}{TOGETHER[1:]}"


def background_of(indicator: Indicator) -> Iterator[str]:
    """The background of a figure that stands among those of other indicators, as a sentence."""
    if words := indicator.background():
        yield f"{indicator.title}: {words[0].lower()}{words[1:]}"


def _without(
    catalogue: Catalogue, found: QueryResult, opening: Opening | None, rows: list[Row]
) -> Iterator[str]:
    query = found.query
    if opening is None:
        return
    day = day_in_words(opening.day)
    if any(row.missing == BEFORE for row in rows):
        yield f"Before {day} there is no figure: how many were open then is not known."
    unopened = [row for row in rows if row.missing == UNOPENED]
    if opening.of(query.force, query.area) is None and unopened:
        force = catalogue.forces[query.force]
        area = force.areas.get(query.area)
        title = f"{area.title} ({force.title})" if area else force.title
        yield (
            f"No opening balance is given for {title}: how many were open on {day} is not known, "
            "so there is no figure. That is not a figure of zero."
        )
    elif unopened:
        named = " and ".join(catalogue.dimensions[name].title.lower() for name in query.by)
        yield (
            f"The opening balance is not split by {named}: how many were open of each is not "
            "known, so there is no figure of them. That is not a figure of zero."
        )


def _on_shortfall(indicator: StockIndicator, rows: list[Row]) -> Iterator[str]:
    if any(row.figure and row.figure.details.get(SHORTFALL) for row in rows):
        where = "in the opening balance" if indicator.opening else "known from before records begin"
        yield (
            "By some day more was closed than was known to be open: at least as many as the "
            f"shortfall says, or a figure is said to be too low by, are not {where}."
        )


def _on_gaps(indicator: StockIndicator, found: QueryResult) -> Iterator[str]:
    """Days that a stock is made up of and that nothing is known of."""
    first, last, end = found.coverage.first, found.coverage.last, found.query.period.end
    if first is None or last is None or first >= end:
        return
    opening = indicator.opening
    if opening is not None and opening.day < first:
        yield (
            f"The first record is of {day_in_words(first)}: what was opened or closed between the "
            "opening balance and that day is not in the stock."
        )
    since = max(first, opening.day) if opening else first
    within = (Period(since, min(last, end - DAY) + DAY),) if since < min(last, end) else ()
    gaps = common(tuple(gap for table in found.tables for gap in table.missing), within)
    if missing := missing_in_words(gaps, found.coverage.unrecorded):
        yield (
            f"{capitalised(missing)}: what was opened or closed on those days is not in the stock."
        )


# The notes of measures that say more of a table than of its figures, by the measure.
NOTES: Mapping[str, Callable[[Catalogue, QueryResult], Iterator[str]]] = {"stock": notes_on_stock}


def notes_of(catalogue: Catalogue, found: QueryResult) -> list[str]:
    """Sentences, the most needed first."""
    return [
        *_on_records(found),
        *_on_unrecorded_rows(found),
        *_on_area(catalogue, found),
        *_on_suppression(found),
        *_on_breaks(found),
        *_on_statistics(found),
        *_on_weights(found),
        *_on_time(found),
        *_on_groups(found),
        *_on_method(catalogue, found),
    ]


def notes_on_earlier(earlier: QueryResult) -> Iterator[str]:
    """Notes on figures of the same dates last year: months without records, and sources."""
    quoted = _quoted(earlier)
    gaps = [gap for table in earlier.tables if table.covers != "none" for gap in table.missing]
    if missing := missing_in_words(gaps, earlier.coverage.unrecorded):
        yield f"Of the same dates last year {missing}."
    if quoted and not earlier.query.indicator.is_published:
        yield (
            "Figures of the same dates last year are as they were published and not worked out "
            "from records."
        )
    yield from dict.fromkeys(map(source_of, quoted))


def _quoted(found: QueryResult) -> list[Quotation]:
    return [row.quoted for table in found.tables for row in rows_of(table) if row.quoted]


def _on_statistics(found: QueryResult) -> Iterator[str]:
    quoted = _quoted(found)
    if found.query.indicator.not_collected:
        yield f"{found.query.indicator.not_collected}."
    elif found.query.indicator.is_published and not quoted:
        yield "No statistic of this period has been received. That is not a figure of zero."
    yield from filter(None, (set_aside(each) for each in quoted))
    for unrecorded in sorted({each.is_unrecorded for each in found.tables if _is_history(each)}):
        which = "that no record states" if unrecorded else "of the time before records begin"
        yield f"Figures {which} are as they were published and not worked out from records."
    yield from dict.fromkeys(map(source_of, quoted))


def _is_history(table: Table) -> bool:
    return table.covers == "published"


def _on_records(found: QueryResult) -> Iterator[str]:
    if found.query.indicator.is_published:
        return
    if any(table.total.missing == NO_AREAS for table in found.tables):
        yield (
            "No record of the force names an area below it: how many are of this one is not known. "
            "That is not a figure of zero."
        )
        return
    told = [table for table in found.tables if table.total.missing != NOT_RECORDED]
    if len(told) < len(found.tables):
        yield from _on_unrecorded(found)
    covers = {table.covers for table in told}
    first, last = found.coverage.first, found.coverage.last
    if covers == {"published"}:
        return
    if first is None or last is None:
        yield "There are no records. That is not a figure of zero."
    elif covers - {"whole", "published"}:
        yield (
            f"The first record is of {day_in_words(first)}, the latest of {day_in_words(last)}. "
            "Days without records are not counted as zero: they are not known."
        )
        parts = [gap for table in found.tables if table.covers == "part" for gap in table.missing]
        if missing := missing_in_words(parts, found.coverage.unrecorded):
            yield f"{capitalised(missing)}: the figures are of the rest."


def _on_unrecorded(found: QueryResult) -> Iterator[str]:
    days = joined(t.period for t in found.tables if t.total.missing == NOT_RECORDED)
    named = ", ".join(months_in_words(each) for each in days[:NAMED])
    more = " and other periods" if len(days) > NAMED else ""
    yield f"{named}{more}: {unrecorded_in_words(found.query.indicator)}"


def _on_area(catalogue: Catalogue, found: QueryResult) -> Iterator[str]:
    query = found.query
    area = catalogue.forces[query.force].areas.get(query.area)
    days = Validity(since=query.period.start, until=query.period.end)
    if area is None or query.indicator.is_published or area.holds(days):
        return
    begins = f"begins on {day_in_words(area.since)}" if area.since else ""
    ends = f"ends with {day_in_words(area.until - timedelta(days=1))}" if area.until else ""
    lasts = " and ".join(filter(None, (begins, ends)))
    yield f"{area.title} {lasts}: nothing is counted in it outside."


def _on_suppression(found: QueryResult) -> Iterator[str]:
    if any(row.suppressed for table in found.tables for row in rows_of(table)):
        yield SUPPRESSION


def _on_breaks(found: QueryResult) -> Iterator[str]:
    query = found.query
    for each in query.indicator.breaks:
        if break_inside((each,), query.period):
            yield (
                f"The definition changed on {day_in_words(each.on)}: {each.why}. Figures of before "
                "and after that day are not comparable."
            )


def _on_weights(found: QueryResult) -> Iterator[str]:
    rows = [row for table in found.tables for row in rows_of(table)]
    yield from found.query.indicator.notes_on(row.figure for row in rows)


def _on_time(found: QueryResult) -> Iterator[str]:
    query, until = found.query, found.judged_until
    if query.indicator.is_published:
        return
    if until is not None and until < london_midnight(query.period.end):
        yield (
            f"Figures end at {moment_in_words(until)}: whether a later one was within its target "
            "cannot be said yet."
        )
    elif any(table.running for table in found.tables):
        yield "The period is still running: the figures go as far as the records do."


def _on_groups(found: QueryResult) -> Iterator[str]:
    for table in found.tables:
        if table.not_stated is not None and len(found.tables) == 1:
            count, of = table.not_stated
            portion = share(Fraction(count, of)) if of else "none"
            yield (
                f"For {number(count)} of {number(of)} ({portion}) the group is not stated or not "
                "known. They are in the total and in no group."
            )


def _of_part(table: Table) -> bool:
    """True where something was counted over less than whole years, or so far."""
    counted = any(row.figure for row in rows_of(table))
    return counted and (table.running or is_part_of_year(table.period))


def _on_method(catalogue: Catalogue, found: QueryResult) -> Iterator[str]:
    indicator, query = found.query.indicator, found.query
    if query.basis is not None:
        residents = catalogue.residents_of(query.force, query.area, query.basis)
        yield f"Residents: {residents.source if residents else query.basis}."
    if indicator.over_residents and any(map(_of_part, found.tables)):
        yield NOT_ANNUALISED
    if more := NOTES.get(indicator.measure):
        yield from more(catalogue, found)
    yield from indicator.method_notes()
    rows = [row for table in found.tables for row in rows_of(table)]
    if any(row.figure and row.figure.interval.lower is not None for row in rows):
        yield OF_INTERVALS
