"""Process charts of report items over months of given counts."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from tests.unit.reporting.covered import covered
from tests.unit.reporting.readers import seen_by

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reports import ReportItem
from oversight_contracts.facts.facts import Cut, Total
from oversight_measures.disclosure.small_numbers import NOTHING_SMALL, PUBLIC
from oversight_measures.periods.period import Every, Period, split
from oversight_reporting.figures.evaluate import evaluate
from oversight_reporting.figures.query import FigureQuery
from oversight_reporting.figures.table_writer import StoredTotals
from oversight_reporting.model.document_base import dump
from oversight_reporting.model.totals import BucketTotal, TotalsIndex
from oversight_reporting.report.items.figures import item_document

STABLE = (100, 104, 98, 102, 99, 103, 97, 101, 100, 104, 98, 102, 99, 103, 97)
CALLS = "crime.total"


def months(count: int, first: date) -> list[Period]:
    years = split(Period(first, date(2022, 1, 1)), Every.MONTH)
    return [each.period for each in years][:count]


def by_the_day(rates: Sequence[int], first: date = date(2019, 1, 1)) -> list[int]:
    """Counts of months with so many a day: a longer month has more."""
    return [n * month.days for n, month in zip(rates, months(len(rates), first), strict=True)]


def charted(
    catalogue: Catalogue,
    counts: Sequence[int | Total],
    name: str = CALLS,
    *,
    series: str = "",
    at: datetime = datetime(2022, 6, 1, tzinfo=UTC),
    public: bool = False,
    first: date = date(2019, 1, 1),
    since: date | None = None,
    **said: Any,
) -> dict[str, Any]:
    """The document of an item over as many months from January 2019 as there are counts.

    Records are known ``since`` a day before where one is given.
    """
    pieces = months(len(counts), first)
    stored = [
        BucketTotal(each.start.isoformat(), series, n if isinstance(n, Total) else Total(n=n))
        for each, n in zip(pieces, counts, strict=True)
    ]
    records = covered(since or pieces[0].start, min(pieces[-1].end, at.date()))
    item = ReportItem(indicator=name, every=Every.MONTH, chart="xmr", **said)
    period = Period(pieces[0].start, pieces[-1].end)
    query = FigureQuery(
        catalogue.indicators[name],
        "west-midlands",
        "force",
        period,
        item.by,
        item.basis,
        Every.MONTH,
    )
    cut = Cut(generation=1, complete=True, definitions="x", positions=(), at=at)
    raw = evaluate(catalogue, query, StoredTotals(TotalsIndex(stored), records), cut)
    rule = PUBLIC if public else NOTHING_SMALL
    (found,) = seen_by([raw], rule, catalogue.forces)
    return dump(item_document(catalogue, item, found, None))


def words(document: Mapping[str, Any]) -> list[str]:
    (series,) = document["process"]["series"]
    return list(series["words"])
