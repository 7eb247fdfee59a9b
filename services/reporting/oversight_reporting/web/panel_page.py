"""The page of a disparity's panel."""

from urllib.parse import urlencode

from jinja2 import Environment

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reference import counted_forces
from oversight_reporting.panel.plan import PanelPlan
from oversight_reporting.panel.queries import groups_known
from oversight_reporting.render.chart_renderer import ChartCache
from oversight_reporting.render.snapshot_page import shown_item
from oversight_reporting.web.live import Live
from oversight_reporting.web.panels import Panels


class PanelPage:
    """Writes the page of any panel."""

    def __init__(
        self,
        catalogue: Catalogue,
        force: str,
        templates: Environment,
        live: Live,
        panels: Panels,
        charts: ChartCache,
    ) -> None:
        self._catalogue = catalogue
        self._force = force
        self._templates = templates
        self._live = live
        self._panels = panels
        self._charts = charts

    async def write(self, name: str, given: dict[str, str]) -> str:
        """The page that query parameters ask for.

        Raises ``Refused``, ``NothingCounted`` and ``Problem``.
        """
        self._panels.require_shown(name)
        plan = self._panels.plan(name, await self._live.dated(name, self._force, given))
        found = await self._panels.written(plan)
        panel = plan.panel
        return self._templates.get_template("panel.html").render(
            shown=await shown_item(found.panel, self._charts, "panel"),
            title=plan.title,
            indicator=name,
            period=panel.period,
            force=panel.force,
            force_title=self._catalogue.forces[panel.force].title,
            forces=counted_forces(self._catalogue.forces),
            basis=panel.basis,
            bases=groups_known(self._catalogue, panel.indicator, panel.force),
            cut_at=found.as_at.at,
            links=_links(plan),
        )


def _links(plan: PanelPlan) -> dict[str, str]:
    panel = plan.panel
    asked = {"from": panel.period.start, "to": panel.period.end, "force": panel.force}
    query = urlencode({**asked, "basis": panel.basis})
    base = f"/indicators/{panel.indicator.id}"
    return {
        "indicator": f"{base}?{urlencode(asked)}",
        "json": f"/v1{base}/panel?{query}",
        "csv": f"/v1{base}/panel.csv?{query}",
    }
