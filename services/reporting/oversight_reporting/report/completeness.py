"""What a report's figures lack of its period: days still to come, and records that are missing."""

from collections.abc import Iterator
from datetime import date
from itertools import chain

from oversight_contracts.breakdowns import capitalised
from oversight_contracts.coverage import missing_in_words
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.explain.wording import NAMES
from oversight_contracts.measures.indicator import Indicator
from oversight_measures.coverage import Coverage
from oversight_measures.periods.period import DAY, Period, london_day
from oversight_reporting.figures.inputs import ReportInputs
from oversight_reporting.figures.monthly_counts import MonthlyCounts
from oversight_reporting.figures.query import FigureQuery
from oversight_reporting.figures.result import QueryResult
from oversight_reporting.formatting import day_in_words, moment_in_words


def incomplete(catalogue: Catalogue, force: str, period: Period, inputs: ReportInputs) -> list[str]:
    """Sentences; none where the period is over and has the records of all its months."""
    today = london_day(inputs.cut.at)
    known: dict[str, Coverage] = {}
    for query, found in inputs.results.items():
        if query.force == force and _is_of(query, period) and not _is_quoted(found):
            known.setdefault(_records(catalogue, query.indicator), found.coverage.of_records)
    gaps = (_gaps(name, coverage, period, today) for name, coverage in known.items())
    return [*_running(period, inputs), *chain.from_iterable(gaps)]


def _is_of(query: FigureQuery, period: Period) -> bool:
    """True of a query whose figures are of the period, and not only compared with those."""
    compared = isinstance(query, MonthlyCounts) or query.whole_record
    return not compared and period.start <= query.period.start and query.period.end <= period.end


def _is_quoted(found: QueryResult) -> bool:
    published = found.query.indicator.is_published
    return published or all(table.covers == "published" for table in found.tables)


def _records(catalogue: Catalogue, indicator: Indicator) -> str:
    """The kinds of record that an indicator counts, in words."""
    source, _ = indicator.totals_source(())
    populations = catalogue.indicators[source].populations.values()
    return " and ".join(dict.fromkeys(NAMES.get(each.kind, each.kind) for each in populations))


def _running(period: Period, inputs: ReportInputs) -> Iterator[str]:
    at = inputs.cut.at
    if period.end > london_day(at):
        last = day_in_words(period.end - DAY)
        yield (
            f"The period was still running: it ends with {last}, and the figures are as at "
            f"{moment_in_words(at)}."
        )


def _gaps(records: str, coverage: Coverage, period: Period, today: date) -> Iterator[str]:
    if period.start >= today:
        return
    if coverage.cover(period, today) == "none":
        yield f"There are no records of {records}."
    elif missing := missing_in_words(coverage.missing(period, today)):
        yield f"{capitalised(records)}: {missing}."
