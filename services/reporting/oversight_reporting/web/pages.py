"""The pages: plain HTML that works without scripts."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reference import counted_forces
from oversight_contracts.definitions.models.reports import Audience
from oversight_reporting.figures.document import indicator_document
from oversight_reporting.figures.query import read_counted_force
from oversight_reporting.formatting import age_in_words
from oversight_reporting.model.live_document import IndicatorDocument
from oversight_reporting.projection.store import ProjectionStore
from oversight_reporting.query.reader import NothingCounted, OtherDefinitions
from oversight_reporting.render.formats import listed_files
from oversight_reporting.render.snapshot_page import SnapshotPages
from oversight_reporting.repository.snapshots import SnapshotRepository
from oversight_reporting.web.alert_page import shown_episode
from oversight_reporting.web.auth import reading_snapshot
from oversight_reporting.web.indicator_page import IndicatorPage
from oversight_reporting.web.live import Live
from oversight_reporting.web.overview import error_rate_of
from oversight_reporting.web.panel_page import PanelPage
from oversight_runtime.http.problems import Problem


class Pages:
    """Writes each page from what it asks."""

    def __init__(
        self,
        catalogue: Catalogue,
        force: str,
        templates: Environment,
        projection: ProjectionStore,
        snapshots: SnapshotRepository,
        live: Live,
        clock: Callable[[], datetime],
        shown_to: Audience = "board",
    ) -> None:
        self._catalogue = catalogue
        self._force = force
        self._templates = templates
        self._projection = projection
        self._snapshots = snapshots
        self._live = live
        self._clock = clock
        self._shown_to = shown_to

    def now(self) -> datetime:
        """The time at which something is known."""
        return self._clock()

    async def overview(self, given: Mapping[str, str]) -> str:
        """Headlines of a force, open alerts and how fresh both are. Raises ``Refused``."""
        asked = given.get("force")
        force = read_counted_force(self._catalogue, asked) if asked else self._force
        episodes = [each for each in await self._projection.episodes() if each.state != "resolved"]
        other_definitions = False
        try:
            cut, groups = await self._live.overview(force)
        except (NothingCounted, OtherDefinitions) as error:
            cut, groups, other_definitions = None, [], isinstance(error, OtherDefinitions)
        return self._write(
            "overview.html",
            force_title=self._catalogue.forces[force].title,
            force=force,
            forces=counted_forces(self._catalogue.forces),
            cut_at=cut.at if cut else None,
            age=age_in_words(self._clock() - cut.at) if cut else "",
            other_definitions=other_definitions,
            episodes=[shown_episode(self._catalogue, each) for each in episodes],
            # An alert tells its figure, however small.
            alerts_shown=self._shown_to == "board",
            groups=groups,
            error_rate=error_rate_of(groups),
        )

    def indicators(self) -> str:
        """Everything that is measured."""
        groups: dict[str, list[IndicatorDocument]] = {}
        for each in self._catalogue.indicators.values():
            title = each.id.partition(".")[0].replace("-", " ").capitalize()
            groups.setdefault(title, []).append(indicator_document(self._catalogue, each))
        return self._write("indicators.html", groups=groups.items())

    async def alerts(self) -> str:
        """All episodes."""
        episodes = await self._projection.episodes()
        shown = [shown_episode(self._catalogue, each) for each in episodes]
        return self._write("alerts.html", episodes=shown)

    async def alert(self, identity: str) -> str:
        """One episode. Raises ``Problem``."""
        episode = await self._projection.episode(identity)
        if episode is None:
            raise Problem(404, "not found", f"there is no alert {identity}")
        return self._write("alert.html", shown=shown_episode(self._catalogue, episode))

    async def snapshots(self) -> str:
        """All snapshots."""
        return self._write(
            "snapshots.html",
            snapshots=await self._snapshots.snapshots(),
            forces=self._catalogue.forces,
        )

    def _write(self, template: str, **given: Any) -> str:
        return self._templates.get_template(template).render(**given)


def page_routes(
    pages: Pages,
    indicator_page: IndicatorPage,
    panel_page: PanelPage,
    snapshot_pages: SnapshotPages,
    repository: SnapshotRepository,
    may_read: Callable[[Request], None],
    may_read_every_count: Callable[[Request], None],
) -> APIRouter:
    """The routes of the pages."""
    routes = APIRouter(
        default_response_class=HTMLResponse,
        include_in_schema=False,
        dependencies=[Depends(may_read)],
    )

    @routes.get("/")
    async def overview(request: Request) -> str:
        return await pages.overview(dict(request.query_params))

    @routes.get("/indicators")
    async def indicators() -> str:
        return pages.indicators()

    @routes.get("/indicators/{name}/panel")
    async def panel(name: str, request: Request) -> str:
        return await panel_page.write(name, dict(request.query_params))

    @routes.get("/indicators/{name}")
    async def indicator(name: str, request: Request) -> str:
        return await indicator_page.write(name, dict(request.query_params))

    @routes.get("/alerts", dependencies=[Depends(may_read_every_count)])
    async def alerts() -> str:
        return await pages.alerts()

    @routes.get("/alerts/{identity}", dependencies=[Depends(may_read_every_count)])
    async def alert(identity: str) -> str:
        return await pages.alert(identity)

    @routes.get("/snapshots")
    async def snapshots() -> str:
        return await pages.snapshots()

    found = reading_snapshot(repository, may_read_every_count)

    @routes.get("/snapshots/{name}")
    async def snapshot(name: str, request: Request) -> str:
        known = await found(name, request)
        files = listed_files(known.summary)
        return await snapshot_pages.within_site(known, files, pages.now())

    @routes.get("/snapshots/{name}/standing")
    async def standing(name: str, request: Request) -> str:
        known = await found(name, request)
        return snapshot_pages.standing(known.summary, pages.now())

    return routes
