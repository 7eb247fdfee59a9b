"""What a reader must know beside the figures of one table, in sentences."""

from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.indicators import (
    DurationIndicator,
    ProportionIndicator,
    StatisticIndicator,
    is_over_residents,
)
from oversight_contracts.definitions.provenance import break_inside
from oversight_contracts.definitions.reference import Validity
from oversight_measures.parts_of_year import is_part_of_year
from oversight_measures.periods import london_midnight
from oversight_reporting.answers import Answer
from oversight_reporting.printing import day_in_words, moment_in_words, number, share
from oversight_reporting.quotations import Quotation
from oversight_reporting.remarks import NOT_ANNUALISED, SUPPRESSION, set_aside, source_of
from oversight_reporting.severities import notes_on_weights
from oversight_reporting.stock_notes import notes_on_stock
from oversight_reporting.tables import Table, lines_of


def notes_of(catalogue: Catalogue, found: Answer) -> list[str]:
    """Sentences, the most needed first."""
    return [
        *_on_records(found),
        *_on_area(catalogue, found),
        *_on_suppression(found),
        *_on_breaks(found),
        *_on_statistics(found),
        *_on_weights(found),
        *_on_time(found),
        *_on_groups(found),
        *_on_method(catalogue, found),
    ]


def notes_on_earlier(earlier: Answer) -> Iterator[str]:
    """Of figures of the same dates last year: what has no record, and who published what."""
    quoted = _quoted(earlier)
    if earlier.records.skip(earlier.question.period):
        yield "Of the same dates last year there are months without any record."
    if quoted and not isinstance(earlier.question.indicator, StatisticIndicator):
        yield (
            "Figures of the same dates last year are as they were published and not worked out "
            "from records."
        )
    yield from dict.fromkeys(map(source_of, quoted))


def _quoted(found: Answer) -> list[Quotation]:
    return [line.quoted for table in found.tables for line in lines_of(table) if line.quoted]


def _on_statistics(found: Answer) -> Iterator[str]:
    quoted = _quoted(found)
    if found.question.indicator.not_collected:
        yield f"{found.question.indicator.not_collected}."
    elif isinstance(found.question.indicator, StatisticIndicator) and not quoted:
        yield "No statistic of this period has been received. That is not a figure of zero."
    yield from filter(None, (set_aside(each) for each in quoted))
    if any(table.covers == "published" for table in found.tables):
        yield (
            "Figures of the time before records begin are as they were published and not worked "
            "out from records."
        )
    yield from dict.fromkeys(map(source_of, quoted))


def _on_records(found: Answer) -> Iterator[str]:
    if isinstance(found.question.indicator, StatisticIndicator):
        return
    covers = {table.covers for table in found.tables}
    first, last = found.records.first, found.records.last
    if covers == {"published"}:
        return
    if first is None or last is None:
        yield "There are no records. That is not a figure of zero."
    elif covers - {"whole", "published"}:
        yield (
            f"The first record is of {day_in_words(first)}, the latest of {day_in_words(last)}. "
            "Days without records are not counted as zero: they are not known."
        )


def _on_area(catalogue: Catalogue, found: Answer) -> Iterator[str]:
    question = found.question
    area = catalogue.forces[question.force].areas.get(question.area)
    days = Validity(since=question.period.start, until=question.period.end)
    if area is None or isinstance(question.indicator, StatisticIndicator) or area.holds(days):
        return
    begins = f"begins on {day_in_words(area.since)}" if area.since else ""
    ends = f"ends with {day_in_words(area.until - timedelta(days=1))}" if area.until else ""
    lasts = " and ".join(filter(None, (begins, ends)))
    yield f"{area.title} {lasts}: nothing is counted in it outside."


def _on_suppression(found: Answer) -> Iterator[str]:
    if any(line.suppressed for table in found.tables for line in lines_of(table)):
        yield SUPPRESSION


def _on_breaks(found: Answer) -> Iterator[str]:
    question = found.question
    for each in question.indicator.breaks:
        if break_inside((each,), question.period):
            yield (
                f"The definition changed on {day_in_words(each.on)}: {each.why}. Figures of before "
                "and after that day are not comparable."
            )


def _on_weights(found: Answer) -> Iterator[str]:
    lines = [line for table in found.tables for line in lines_of(table)]
    yield from notes_on_weights(found.question.indicator, (line.figure for line in lines))


def _on_time(found: Answer) -> Iterator[str]:
    question, until = found.question, found.judged_until
    if isinstance(question.indicator, StatisticIndicator):
        return
    if until is not None and until < london_midnight(question.period.end):
        yield (
            f"Figures end at {moment_in_words(until)}: whether a later one was within its target "
            "cannot be said yet."
        )
    elif any(table.running for table in found.tables):
        yield "The period is still running: the figures go as far as the records do."


def _on_groups(found: Answer) -> Iterator[str]:
    for table in found.tables:
        if table.not_stated is not None and len(found.tables) == 1:
            count, of = table.not_stated
            portion = share(Fraction(count, of)) if of else "none"
            yield (
                f"For {number(count)} of {number(of)} ({portion}) the group is not stated or not "
                "known. They are in the total and in no group."
            )


def _of_part(table: Table) -> bool:
    """Whether something was counted over less than whole years, or so far."""
    counted = any(line.figure for line in lines_of(table))
    return counted and (table.running or is_part_of_year(table.period))


def _on_method(catalogue: Catalogue, found: Answer) -> Iterator[str]:
    indicator, question = found.question.indicator, found.question
    if question.basis is not None:
        residents = catalogue.residents_of(question.force, question.area, question.basis)
        yield f"Residents: {residents.source if residents else question.basis}."
    if is_over_residents(indicator) and any(map(_of_part, found.tables)):
        yield NOT_ANNUALISED
    if isinstance(indicator, DurationIndicator):
        yield "Median and 90th percentile are by nearest rank: each is a time that was measured."
    yield from notes_on_stock(catalogue, found)
    if isinstance(indicator, ProportionIndicator) and indicator.pending is not None:
        means = indicator.pending.means
        if indicator.pending.counts == "as-miss":
            yield f"Those {means} count as misses."
        else:
            yield f"Those with {means} are left out of the share; their number is shown."
    lines = [line for table in found.tables for line in lines_of(table)]
    if any(line.figure and line.figure.interval.lower is not None for line in lines):
        yield "An interval holds the underlying figure with 95% confidence."
