"""Totals held in memory, read by the service's own reader as it reads the tables."""

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.unit.reporting.readers import Shelf

from oversight_contracts.breakdowns import dimensions_of
from oversight_contracts.coverage import counted_days
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reports import Audience, ReportItem
from oversight_contracts.facts.facts import Cut, Total
from oversight_contracts.figures.figure import summed
from oversight_contracts.recorded_fields import STATED, months_by_field
from oversight_contracts.windows import BucketRange
from oversight_measures.periods.period import Period
from oversight_reporting.model.coverage import CountedDays, StatedFields
from oversight_reporting.model.deliverables import Update
from oversight_reporting.model.document_base import dump
from oversight_reporting.model.published import PublishedFigure
from oversight_reporting.model.snapshot import Published
from oversight_reporting.model.totals import BucketTotal
from oversight_reporting.query.reader import Reader
from oversight_reporting.report.items.figures import plan_figures

# Totals of the force by indicator, breakdown and bucket.
Held = Mapping[tuple[str, str, str], Total]
FORCE = "west-midlands"


@dataclass
class MemoryView:
    """One cut's totals, all of the one force; ``reads`` counts what was asked for."""

    cut: Cut | None
    held: Held
    stated: Sequence[PublishedFigure] = ()
    reads: Counter[str] = field(default_factory=Counter)
    has_areas: bool = True

    async def totals(
        self, indicator: str, force: str, area: str, dimensions: str, buckets: BucketRange
    ) -> list[BucketTotal]:
        self.reads["totals"] += 1
        return [
            BucketTotal(bucket, by, total)
            for (name, by, bucket), total in self.held.items()
            if (name, dimensions_of(by)) == (indicator, dimensions) and bucket in buckets
        ]

    async def monthly(
        self, indicator: str, force: str, area: str, dimensions: str, buckets: BucketRange
    ) -> list[BucketTotal]:
        found = await self.totals(indicator, force, area, dimensions, buckets)
        self.reads.subtract(["totals"])
        self.reads["monthly"] += 1
        months: dict[tuple[str, str], list[BucketTotal]] = {}
        for each in found:
            months.setdefault((each.breakdown, each.bucket[:7]), []).append(each)
        return [
            BucketTotal(min(e.bucket for e in known), by, summed(e.total for e in known))
            for (by, _), known in months.items()
        ]

    async def record_days(self, indicators: Sequence[str], force: str) -> CountedDays | None:
        counted = [
            (bucket, max(each.n, each.of, each.pending))
            for (name, by, bucket), each in self.held.items()
            if name in indicators and not by
        ]
        return CountedDays(*counted_days(counted)) if counted else None

    async def names_areas(self, indicators: Sequence[str], force: str) -> bool:
        return self.has_areas

    async def seen(self, indicator: str, force: str, dimensions: str) -> set[str]:
        return {
            by for name, by, _ in self.held if (name, dimensions_of(by)) == (indicator, dimensions)
        }

    async def stated_fields(self, force: str, kind: str) -> StatedFields:
        return months_by_field(
            (by, bucket, total.n)
            for (name, by, bucket), total in self.held.items()
            if name == STATED and dimensions_of(by) == kind
        )

    async def statistics(self, force: str, area: str, measure: str) -> list[PublishedFigure]:
        return [each for each in self.stated if each.record.measure == measure]

    async def updates(self, force: str, plan: str) -> list[Update]:
        return []


class InMemory:
    """Opens the same view each time."""

    def __init__(
        self, catalogue: Catalogue, held: Held, at: datetime, stated: Iterable[PublishedFigure] = ()
    ) -> None:
        cut = Cut(
            generation=1, complete=True, definitions=catalogue.counting_hash, positions=(), at=at
        )
        self.opened = MemoryView(cut, held, list(stated))

    @asynccontextmanager
    async def view(self) -> AsyncIterator[MemoryView]:
        yield self.opened


async def item_of(
    catalogue: Catalogue,
    repository: InMemory,
    item: ReportItem,
    period: Period,
    audience: Audience = "board",
) -> dict[str, Any]:
    """The document of an item as live figures print it."""
    plan = plan_figures(catalogue, item, FORCE, "force", period)
    reader = reader_of(catalogue, repository, audience)
    return dump(plan.document(await reader.ask_all(plan.queries)))


def reader_of(
    catalogue: Catalogue,
    repository: InMemory,
    audience: Audience,
    snapshots: Sequence[Published] = (),
) -> Reader:
    """The service's own reader, of what is held in memory and was published."""
    return Reader(catalogue, repository, audience, Shelf(snapshots))  # type: ignore[arg-type]
