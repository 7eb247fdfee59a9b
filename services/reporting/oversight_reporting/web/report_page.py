"""Reports before they are frozen: all that are defined, and each as it would be printed now."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.period_names import period_named
from oversight_contracts.definitions.models.reference import counted_forces
from oversight_contracts.definitions.models.reports import Audience, Report
from oversight_measures.periods.period import DAY, Every, Period, london_day, period_of
from oversight_reporting.figures.query import Refused, read_counted_force, read_force, read_period
from oversight_reporting.figures.standard_periods import require_standard_period
from oversight_reporting.render.chart_renderer import ChartCache
from oversight_reporting.render.snapshot_page import shown_sections
from oversight_reporting.report.snapshots import ReportSource


class ReportPages:
    """Writes the list of reports, and previews."""

    def __init__(
        self,
        catalogue: Catalogue,
        force: str,
        templates: Environment,
        writer: ReportSource,
        charts: ChartCache,
        clock: Callable[[], datetime],
        shown_to: Audience = "board",
    ) -> None:
        self._catalogue = catalogue
        self._force = force
        self._templates = templates
        self._writer = writer
        self._charts = charts
        self._clock = clock
        self._shown_to = shown_to

    def listed(self, given: Mapping[str, str]) -> str:
        """Every report with the period to begin with: its own, else the last whole quarter.

        Raises ``Refused`` for a force that is not counted.
        """
        asked = given.get("force")
        force = read_counted_force(self._catalogue, asked) if asked else self._force
        return self._templates.get_template("reports.html").render(
            reports=[(each, self._own(each)) for each in self._catalogue.reports.values()],
            **self._forces(force),
        )

    async def preview(self, name: str, given: Mapping[str, str]) -> str:
        """A report as at the last cut. Raises ``Refused`` and ``NothingCounted``."""
        if name not in self._catalogue.reports:
            raise Refused("report", f"there is no report {name}", missing=True)
        force = read_force(self._catalogue, given.get("force") or self._force)
        period = self._period(name, given)
        document = await self._writer.write(name, force, period)
        return self._templates.get_template("report.html").render(
            report=document,
            period=period,
            cut_at=document.as_at.at,
            shown=await shown_sections(document.sections, self._charts),
            **self._forces(force),
        )

    def _forces(self, force: str) -> dict[str, Any]:
        """What the choice of a force needs, and the commands that freeze a report of it."""
        forces = counted_forces(self._catalogue.forces)
        return {"force": force, "forces": forces, "own_force": self._force}

    def _period(self, name: str, given: Mapping[str, str]) -> Period:
        if {"from", "to"} & given.keys():
            period = read_period(given)
            if self._shown_to == "public":
                require_standard_period(period)
            return period
        return self._own(self._catalogue.reports[name])

    def _own(self, report: Report) -> Period:
        """The report's own period, counted from the last whole quarter where it is relative."""
        this_quarter = period_of(london_day(self._clock()), Every.QUARTER)
        last = period_of(this_quarter.start - DAY, Every.QUARTER)
        return period_named(report.period or "report", last)

    def is_public(self, name: str) -> bool:
        """True where everyone who reads figures may see it before it is frozen.

        A panel may not: beside the live pages of its indicators it would tell small counts of them.
        """
        report = self._catalogue.reports.get(name)
        if report is None:
            return True
        shown = self._shown_to == "board" or not report.panels
        return report.audience == "public" and shown


def report_routes(
    pages: ReportPages,
    may_read: Callable[[Request], None],
    may_read_every_count: Callable[[Request], None],
) -> APIRouter:
    """The routes of reports that are not frozen."""
    routes = APIRouter(
        prefix="/reports",
        default_response_class=HTMLResponse,
        include_in_schema=False,
        dependencies=[Depends(may_read)],
    )

    @routes.get("")
    async def listed(request: Request) -> str:
        return pages.listed(dict(request.query_params))

    @routes.get("/{name}")
    async def preview(name: str, request: Request) -> str:
        if not pages.is_public(name):
            may_read_every_count(request)
        return await pages.preview(name, dict(request.query_params))

    return routes
