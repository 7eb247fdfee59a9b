"""Stocks answered from totals, as the repository gives them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from tests.unit.reporting.covered import covered
from tests.unit.reporting.readers import seen_by

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reports import ReportItem
from oversight_contracts.facts.facts import Cut, Total
from oversight_contracts.measures.registry import INDICATOR
from oversight_measures.coverage import Coverage
from oversight_measures.disclosure.small_numbers import NOTHING_SMALL, SmallNumbers
from oversight_measures.periods.period import Every, Period
from oversight_reporting.figures.evaluate import bucket_range, evaluate
from oversight_reporting.figures.query import FigureQuery
from oversight_reporting.figures.result import QueryResult
from oversight_reporting.figures.table_writer import StoredTotals
from oversight_reporting.model.document_base import dump
from oversight_reporting.model.totals import BucketTotal, TotalsIndex
from oversight_reporting.report.items.figures import item_document

DAY = {"day": date(2020, 2, 10), "balances": {"west-midlands": 100}}
MOVED = {
    "2020-01-20": (7, 2),
    "2020-02-09": (50, 0),
    "2020-02-10": (4, 1),
    "2020-02-29": (0, 20),
    "2020-03-31": (6, 0),
}
MARCH = Period(date(2020, 3, 1), date(2020, 4, 1))
QUARTER = Period(date(2020, 1, 1), date(2020, 4, 1))
AT = datetime(2020, 6, 1, tzinfo=UTC)
RECORDS = covered(date(2020, 1, 20), date(2020, 3, 31))
Moved = Mapping[str, tuple[int, int]]


def stock(catalogue: Catalogue, opening: Mapping[str, Any] | None, **other: object) -> Catalogue:
    plain = catalogue.indicators["complaints.open"].model_dump(by_alias=True)
    plain |= {"opening": opening, "breakdowns": ["handling"], "breaks": []}
    found = INDICATOR.validate_python({**plain, "opened": OPENED, "closed": CLOSED, **other})
    return replace(catalogue, indicators={**catalogue.indicators, found.id: found})


OPENED = {"kind": "complaint", "at": "logged_at"}
CLOSED = {"kind": "complaint", "at": "finalised_at"}


def answered(
    catalogue: Catalogue,
    moved: Moved = MOVED,
    *,
    period: Period = QUARTER,
    every: Every | None = Every.MONTH,
    by: Sequence[str] = (),
    at: datetime = AT,
    records: Coverage = RECORDS,
    force: str = "west-midlands",
    area: str = "force",
    rule: SmallNumbers = NOTHING_SMALL,
) -> QueryResult:
    stored = [
        BucketTotal(bucket, series, Total(n=opened, of=closed))
        for bucket, (opened, closed) in moved.items()
        for series in ("", *(f"{name}=local" for name in by))
    ]
    indicator = catalogue.indicators["complaints.open"]
    query = FigureQuery(indicator, force, area, period, tuple(by), None, every)
    cut = Cut(generation=1, complete=True, definitions="x", positions=(), at=at)
    buckets = bucket_range(catalogue, query, cut)
    # As the repository answers: nothing outside of what was asked for.
    index = TotalsIndex(each for each in stored if each.bucket in buckets)
    raw = evaluate(catalogue, query, StoredTotals(index, records), cut)
    (found,) = seen_by([raw], rule, catalogue.forces)
    return found


def document(catalogue: Catalogue, found: QueryResult) -> dict[str, Any]:
    item = ReportItem(indicator="complaints.open", every=found.query.every, by=found.query.by)
    return dump(item_document(catalogue, item, found, None))


def printed(catalogue: Catalogue, found: QueryResult) -> list[str]:
    return [row["printed"] for row in document(catalogue, found)["rows"]]
