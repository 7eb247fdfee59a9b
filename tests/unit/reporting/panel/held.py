"""Totals of searches held in memory by force and area, as the indicators would have them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from tests.unit.local.load.in_memory import NOW, SHIPPED
from tests.unit.reporting.in_memory import InMemory, MemoryView

from oversight_contracts.breakdowns import dimensions_of
from oversight_contracts.coverage import counted_days
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.facts.facts import SeriesKey, Total
from oversight_contracts.records.stop_search import StopSearch
from oversight_contracts.windows import BucketRange
from oversight_indicators.contributions.compiler import Contributions
from oversight_local.load.source_file import open_table
from oversight_local.load.stop_search.importer import StopSearchImporter
from oversight_local.load.stop_search.layout import edition_of, find_files
from oversight_local.load.table import Line
from oversight_reporting.model.coverage import CountedDays
from oversight_reporting.model.published import PublishedFigure
from oversight_reporting.model.totals import BucketTotal

Place = tuple[str, str, str, str]


@dataclass
class PlacedView(MemoryView):
    """Totals by indicator, force, area and dimensions."""

    by_place: dict[Place, list[BucketTotal]] = field(default_factory=dict)

    async def totals(
        self, indicator: str, force: str, area: str, dimensions: str, buckets: BucketRange
    ) -> list[BucketTotal]:
        known = self.by_place.get((indicator, force, area, dimensions), [])
        return [each for each in known if each.bucket in buckets]

    async def record_days(self, indicators: Sequence[str], force: str) -> CountedDays | None:
        counted = [
            (each.bucket, max(each.total.n, each.total.of, each.total.pending))
            for name in indicators
            for each in self.by_place.get((name, force, "force", ""), [])
        ]
        return CountedDays(*counted_days(counted)) if counted else None

    async def names_areas(self, indicators: Sequence[str], force: str) -> bool:
        return any(
            name in indicators and (where, area != "force") == (force, True)
            for name, where, area, _ in self.by_place
        )

    async def seen(self, indicator: str, force: str, dimensions: str) -> set[str]:
        known = self.by_place.get((indicator, force, "force", dimensions), [])
        return {each.breakdown for each in known}


def holding(
    catalogue: Catalogue,
    searches: Iterable[StopSearch],
    at: datetime,
    stated: Iterable[PublishedFigure] = (),
) -> InMemory:
    """The repository of a reader, with the totals of these searches."""
    contributions = Contributions(catalogue)
    sums: dict[tuple[Place, str, str], Total] = {}
    # Many are alike, and what each adds takes most of the time.
    alike: dict[str, Mapping[tuple[SeriesKey, str], Total]] = {}
    for record in searches:
        content = record.model_dump_json()
        if content not in alike:
            alike[content] = contributions.totals("stop-search", record)
        for (series, bucket), total in alike[content].items():
            place = (series.indicator, series.force, series.area, dimensions_of(series.by))
            sums.setdefault((place, bucket, series.by), Total()).add(total)
    held: dict[Place, list[BucketTotal]] = defaultdict(list)
    for (place, bucket, by), total in sorted(sums.items(), key=lambda item: item[0][1]):
        held[place].append(BucketTotal(bucket, by, total))
    found = InMemory(catalogue, {}, at, stated)
    found.opened = PlacedView(found.opened.cut, {}, list(stated), by_place=dict(held))
    return found


def search(searched_at: str, **fields: Any) -> StopSearch:
    """A search of a person in Birmingham, made at a time in UTC."""
    known: dict[str, Any] = {
        "force": "west-midlands",
        "area": "birmingham",
        "revision": 1,
        "searched_at": searched_at,
        "search_type": "person",
        "outcome": "no-further-action",
    }
    return StopSearch.model_validate_json(orjson.dumps(known | fields))


def published_searches(folder: Path) -> Iterator[StopSearch]:
    """Every search of the published files in a folder."""
    for path in find_files(folder):
        edition = edition_of(path)
        importer = StopSearchImporter(edition.force, edition.month, NOW, SHIPPED)
        groups: dict[str, list[Line]] = {}
        for line in open_table(path).lines():
            groups.setdefault(importer.key(line), []).append(line)
        for lines in groups.values():
            for draft in importer.drafts(lines):
                if draft.data:
                    known = {"force": edition.force, "revision": 1, **draft.data}
                    yield StopSearch.model_validate_json(orjson.dumps(known))
