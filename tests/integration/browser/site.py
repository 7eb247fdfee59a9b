"""Reporting's pages over figures held in memory: no broker and no database behind them."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, cast

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from prometheus_client import CollectorRegistry
from tests.contract.stored.golden_reports import AT, GoldenView, golden_repository
from tests.unit.alerts.email.examples import examples
from tests.unit.reporting import readers
from tests.unit.reporting.in_memory import InMemory

from oversight_alerts.email.chart import draw_chart
from oversight_alerts.email.notification import CHART_ID
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.facts.episode import EpisodeFact
from oversight_contracts.facts.facts import Total
from oversight_contracts.facts.reconciliation import Reconciliation
from oversight_measures.periods.period import Period
from oversight_reporting.metrics import Metrics
from oversight_reporting.model.basis import Basis
from oversight_reporting.model.change_counts import ChangeCounts
from oversight_reporting.model.snapshot import Revision, Snapshot, SnapshotKey, SnapshotSummary
from oversight_reporting.model.totals import BucketTotal
from oversight_reporting.query.reader import Reader
from oversight_reporting.render.chart_renderer import ChartCache, ChartRenderer
from oversight_reporting.render.formats import SnapshotFiles
from oversight_reporting.render.revision_changes import changed_cells
from oversight_reporting.render.snapshot_page import SnapshotPages
from oversight_reporting.render.templates import load_templates
from oversight_reporting.report.builder import ReportWriter
from oversight_reporting.report.snapshots import SnapshotService
from oversight_reporting.web.errors import ErrorPages
from oversight_reporting.web.indicator_page import IndicatorPage
from oversight_reporting.web.live import Live
from oversight_reporting.web.operations_page import OperationsPage, operations_routes
from oversight_reporting.web.pages import Pages, page_routes
from oversight_reporting.web.panel_page import PanelPage
from oversight_reporting.web.panels import Panels
from oversight_reporting.web.report_page import ReportPages, report_routes
from oversight_reporting.web.snapshots_api import snapshot_routes
from oversight_runtime.http.static_files import serve_static_files

FORCE = "west-midlands"
EPISODE = EpisodeFact(
    **{"id": "20200930-9f3a", "revision": 1, "rule": "section-60-surge"},
    title="A surge of searches under section 60 of the Criminal Justice and Public Order Act",
    **{"severity": "critical", "state": "open", "transition": "opened"},
    **{"indicator": "stop-search.section-60", "force": FORCE, "area": "force", "by": ""},
    **{"value": 384, "threshold": 150, "window_from": "2020-06-24", "window_to": "2020-07-01"},
    **{"opened_at": AT, "changed_at": AT},
)
HOURS = [
    Reconciliation(
        **{"source": "urn:oversight:west-midlands-control-room", "hour": f"2020-09-30T{hour:02}"},
        **{"events": 12_345, "counted": 12_000, "duplicate": 300, "superseded": 40, "conflict": 3},
        **{"dead_lettered": 2 - hour % 2, "at": AT},
    )
    for hour in range(4)
]


@dataclass
class Episodes:
    """What the projection has of alerts."""

    known: list[EpisodeFact]

    async def episodes(self, limit: int = 200) -> list[EpisodeFact]:
        return self.known

    async def episode(self, identity: str) -> EpisodeFact | None:
        return next((each for each in self.known if each.id == identity), None)


@dataclass
class Hours:
    """What was compared, hour by hour."""

    known: list[Reconciliation]

    async def latest(self, limit: int) -> list[Reconciliation]:
        return self.known

    async def different(self, limit: int) -> list[Reconciliation]:
        return [each for each in self.known if each.difference]


@dataclass
class Shelf:
    """Snapshots, each with its files and what it stands on."""

    made: dict[str, tuple[Snapshot, Mapping[str, bytes], Basis]] = field(default_factory=dict)

    async def keep_snapshot(
        self, snapshot: Snapshot, contents: Mapping[str, bytes], basis: Basis
    ) -> bool:
        for name, (known, files, stood) in self.made.items():
            if known.summary.key == snapshot.summary.key:
                one = snapshot.summary
                after = Revision(one.id, one.revision, one.made_at)
                first = known.summary.superseded_by or after
                summary = replace(known.summary, superseded_by=first, newest=after)
                self.made[name] = replace(known, summary=summary), files, stood
        self.made[snapshot.summary.id] = snapshot, contents, basis
        return True

    async def newest_snapshot(self, key: SnapshotKey) -> Snapshot | None:
        known = [each for each, *_ in self.made.values() if each.summary.key == key]
        return max(known, key=lambda each: each.summary.revision, default=None)

    async def basis(self, identity: str) -> Basis | None:
        return self.made[identity][2]

    async def snapshots(self, limit: int = 500) -> list[SnapshotSummary]:
        return [each.summary for each, *_ in self.made.values()]

    async def snapshot(self, identity: str) -> Snapshot | None:
        return self.made[identity][0] if identity in self.made else None

    async def file(self, identity: str, suffix: str) -> bytes | None:
        return self.made[identity][1].get(suffix)


@dataclass
class Site:
    """The service's pages, what draws their charts, what freezes a report, and its figures."""

    app: FastAPI
    drawing: ChartRenderer
    freezer: SnapshotService
    figures: InMemory

    async def freeze_twice(self, report: str, period: Period) -> list[str]:
        """The ids of two revisions, between which a record came late wherever there is one."""
        first = await self.freezer.freeze(report, FORCE, period, None, "secretariat")
        view = cast(GoldenView, self.figures.opened)
        view.by_place = {
            place: list(map(_one_more, known)) for place, known in (view.by_place or {}).items()
        }
        second = await self.freezer.freeze(report, FORCE, period, None, "secretariat")
        return [first.summary.id, second.summary.id]


def _one_more(known: BucketTotal) -> BucketTotal:
    total = Total(known.total.n + 1, known.total.of + 1, known.total.pending, known.total.values)
    return replace(known, total=total, changes=ChangeCounts(arrived=1))


def email_page(name: str) -> str:
    """An e-mail as a reader's program shows it, with its picture."""
    content = examples(draw_chart)[name]
    picture = b64encode(content.chart or b"").decode()
    return content.html.replace(f"cid:{CHART_ID}", f"data:image/png;base64,{picture}")


def site(catalogue: Catalogue) -> Site:
    """The site, with everything that the golden reports know."""
    templates, drawing = load_templates("http://alerts.test"), ChartRenderer()
    charts, shelf = ChartCache(drawing.svg), Shelf()
    figures = golden_repository(catalogue)
    reader = Reader(catalogue, cast(Any, figures), disclosure=readers.Shelf())
    writer = ReportWriter(catalogue, reader)
    pages = SnapshotPages(templates, charts)
    kept = cast(Any, shelf)
    freezer = SnapshotService(
        *(writer, changed_cells, SnapshotFiles(pages), kept),
        *(Metrics(CollectorRegistry(), lambda: AT), lambda: AT),
    )
    app, live = FastAPI(), Live(catalogue, reader)
    ErrorPages(templates).register(app)
    for routes in (
        page_routes(
            Pages(catalogue, FORCE, templates, cast(Any, Episodes([EPISODE])), kept, live, _now),
            IndicatorPage(catalogue, FORCE, templates, live, charts),
            PanelPage(catalogue, FORCE, templates, live, Panels(catalogue, FORCE, reader), charts),
            *(pages, kept, _everybody, _everybody),
        ),
        report_routes(
            ReportPages(catalogue, FORCE, templates, writer, charts, _now), _everybody, _everybody
        ),
        snapshot_routes(
            catalogue, FORCE, freezer, kept, pages, _everybody, _everybody, cast(Any, _everybody)
        ),
        operations_routes(OperationsPage(templates, cast(Any, Hours(HOURS))), _everybody),
    ):
        app.include_router(routes)
    app.add_api_route("/email/{name}", email_page, response_class=HTMLResponse)
    serve_static_files(app)
    return Site(app, drawing, freezer, figures)


def _everybody(request: Request) -> None:
    """Nobody is refused."""


def _now() -> datetime:
    return AT + timedelta(minutes=5)
