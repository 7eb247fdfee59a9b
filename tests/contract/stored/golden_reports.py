"""Reports whose bytes are known: of a small simulated force and of the board's documents."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import orjson
from tests.printed.published import DOCUMENTS, SOURCE, statistics
from tests.printed.records import records
from tests.unit.reporting.in_memory import FORCE, InMemory, MemoryView
from tests.unit.reporting.readers import Shelf

from oversight_contracts.breakdowns import dimensions_of
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.period_names import fixed_period
from oversight_contracts.definitions.models.reports import Audience
from oversight_contracts.events.event import Event, read_event
from oversight_contracts.facts.facts import SeriesKey, Total
from oversight_contracts.records.deliverable_update import DeliverableUpdate
from oversight_contracts.records.statistic import Statistic
from oversight_contracts.windows import BucketRange
from oversight_indicators.contributions.compiler import Contributions
from oversight_local.client.change import encode
from oversight_local.simulate.delivery import deliveries
from oversight_local.simulate.extent import Scenario
from oversight_local.simulate.scenario import SimulationSettings, population_of
from oversight_measures.periods.period import Period
from oversight_reporting.model.deliverables import Update
from oversight_reporting.model.published import PublishedFigure
from oversight_reporting.model.snapshot import Snapshot, SnapshotKey, freeze
from oversight_reporting.model.totals import BucketTotal
from oversight_reporting.query.reader import Reader
from oversight_reporting.render.csv import report_csv
from oversight_reporting.report.builder import ReportWriter

AT = datetime(2020, 10, 1, 9, tzinfo=UTC)
# The period of each report; a report that is not named here has the simulated quarter.
PERIODS = {
    "annual-plan-2011-12": "2010/11",
    "board-performance-2014-12": "2014-04-01 to 2014-11-30",
    "headline-measures-2014-16": "2014-04-01 to 2014-09-30",
    "annual-report-2020-21": "2020/21",
    "national-priorities-2023-09": "2020/21",
}
QUARTER = Period(date(2020, 7, 1), date(2020, 10, 1))
AUDIENCES: tuple[Audience, ...] = ("board", "public")


@dataclass
class GoldenView(MemoryView):
    """Totals by indicator and area, and the updates of leads."""

    by_place: dict[tuple[str, str, str], list[BucketTotal]] | None = None
    said: Sequence[Update] = ()

    async def totals(
        self, indicator: str, force: str, area: str, dimensions: str, buckets: BucketRange
    ) -> list[BucketTotal]:
        known = (self.by_place or {}).get((indicator, area, dimensions), [])
        return [each for each in known if each.bucket in buckets]

    async def seen(self, indicator: str, force: str, dimensions: str) -> set[str]:
        known = (self.by_place or {}).get((indicator, "force", dimensions), [])
        return {each.breakdown for each in known}

    async def statistics(self, force: str, area: str, measure: str) -> list[PublishedFigure]:
        return [
            each
            for each in self.stated
            if (each.record.force, each.record.area, each.record.measure) == (force, area, measure)
        ]

    async def updates(self, force: str, plan: str) -> list[Update]:
        return [each for each in self.said if each.record.plan == plan]


def golden_repository(catalogue: Catalogue) -> InMemory:
    """What the figures are read from: everything known of the force at ``AT``."""
    held: dict[tuple[str, str, str], list[BucketTotal]] = defaultdict(list)
    plain: dict[tuple[str, str, str], Total] = {}
    for (series, bucket), total in _totals(catalogue).items():
        place = (series.indicator, series.area, dimensions_of(series.by))
        held[place].append(BucketTotal(bucket, series.by, total))
        if series.area == "force":
            plain[series.indicator, series.by, bucket] = total
    found = InMemory(catalogue, plain, AT)
    stated = [
        PublishedFigure(each.subject, False, each.record)
        for document in DOCUMENTS
        for each in map(_event, statistics(document, SOURCE))
        if isinstance(each.record, Statistic)
    ]
    said = [
        Update(each.subject, False, each.record)
        for each in map(_event, records(SOURCE))
        if isinstance(each.record, DeliverableUpdate)
    ]
    found.opened = GoldenView(found.opened.cut, plain, stated, by_place=dict(held), said=said)
    return found


async def golden_snapshots(
    catalogue: Catalogue, repository: InMemory
) -> dict[str, tuple[Snapshot, bytes]]:
    """Each report as it is frozen and as CSV, by its name and who it is for."""
    made = {}
    for audience in AUDIENCES:
        reader = Reader(catalogue, repository, audience, Shelf())  # type: ignore[arg-type]
        writer = ReportWriter(catalogue, reader, audience)
        for name in catalogue.reports:
            period = fixed_period(PERIODS[name]) if name in PERIODS else QUARTER
            document = await writer.write(name, FORCE, period)
            key = SnapshotKey(name, FORCE, period.start, period.end)
            snapshot = freeze(document, key, None, AT, "secretariat")
            made[f"{name} {audience}"] = snapshot, report_csv(snapshot.document)
    return made


def sha256(content: bytes) -> str:
    """The hash of some bytes, in hex."""
    return hashlib.sha256(content).hexdigest()


def _totals(catalogue: Catalogue) -> dict[tuple[SeriesKey, str], Total]:
    contributions = Contributions(catalogue)
    sums: dict[tuple[SeriesKey, str], Total] = {}
    latest: dict[tuple[str, str], Event] = {}
    for event in _events(catalogue):
        known = latest.get((event.kind, event.subject))
        if known is None or known.revision < event.revision:
            latest[event.kind, event.subject] = event
    for event in latest.values():
        if event.record is not None:
            for place, total in contributions.totals(event.kind, event.record).items():
                sums.setdefault(place, Total()).add(total)
    return sums


def _events(catalogue: Catalogue) -> Iterator[Event]:
    for document in records(SOURCE):
        yield _event(document)
    population = population_of(catalogue, FORCE)
    setting = SimulationSettings(population, seed=7, scale=0.002, scenario=Scenario.NONE, since=AT)
    for each in deliveries(setting, date(2019, 7, 1), AT):
        yield _event(orjson.loads(encode(each.change, SOURCE)))


def _event(document: dict[str, object]) -> Event:
    return read_event(document, strict=True)
