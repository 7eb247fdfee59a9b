"""One indicator's page: its figures, its course, what it counts, and the downloads."""

from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment

from oversight_contracts.breakdowns import in_words
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reference import WHOLE_FORCE
from oversight_measures.periods.period import Period
from oversight_reporting.comparison.error_rate import comparisons_in, error_rate
from oversight_reporting.figures.document import indicator_document
from oversight_reporting.figures.notes import NOT_ANNUALISED
from oversight_reporting.figures.query import (
    FigureQuery,
    bases_of,
    forces_of,
    read_query,
)
from oversight_reporting.formatting import months_in_words
from oversight_reporting.model.item_document import FiguresDocument
from oversight_reporting.render.chart_renderer import ChartCache
from oversight_reporting.render.snapshot_page import shown_item
from oversight_reporting.render.table import in_full
from oversight_reporting.web.alert_page import area_title
from oversight_reporting.web.live import Live, LivePage

PIECES = {
    "day": "day by day",
    "week": "week by week",
    "month": "month by month",
    "quarter": "quarter by quarter",
    "year": "year by year",
    "calendar-year": "calendar year by calendar year",
}


class IndicatorPage:
    """Writes the page of any indicator."""

    def __init__(
        self,
        catalogue: Catalogue,
        force: str,
        templates: Environment,
        live: Live,
        charts: ChartCache,
    ) -> None:
        self._catalogue = catalogue
        self._force = force
        self._templates = templates
        self._live = live
        self._charts = charts

    async def write(self, name: str, given: dict[str, str]) -> str:
        """The page that query parameters ask for. Raises ``Refused`` and ``NothingCounted``."""
        asked = await self._live.dated(name, self._force, given)
        query = read_query(self._catalogue, self._force, name, asked, series=False)
        page = await self._live.page(query)
        return self._templates.get_template("indicator.html").render(
            now=await shown_item(page.now, self._charts, "figures"),
            series=await shown_item(page.series, self._charts, "series"),
            **await self._process(page),
            **self._about(query),
            **self._figures(page),
            **self._choices(query),
            links=_links(query, page.every),
            panel_link="" if self._live.is_public else _panel_link(query),
        )

    async def _process(self, page: LivePage) -> dict[str, Any]:
        """The process chart and its heading; nothing where there is none."""
        item = page.process
        if item is None or not item.rows:
            return {"process": None}
        months = Period(item.rows[0].start, item.rows[-1].end)
        return {
            "process": await shown_item(item, self._charts, "process"),
            "process_title": f"Process chart, {months_in_words(months)}",
            "months_csv": _months_csv(item, months),
        }

    def _about(self, query: FigureQuery) -> dict[str, Any]:
        indicator = query.indicator
        return {
            "indicator": indicator_document(self._catalogue, indicator),
            "counts": list(indicator.sentences(self._catalogue.targets)),
            "period": query.period,
            "area_title": area_title(self._catalogue, query.force, query.area),
        }

    def _figures(self, page: LivePage) -> dict[str, Any]:
        now, whole = page.now, page.now.rows[0]
        # A disparity has a figure for each group and none of its own.
        single = now.measure != "disparity"
        return {
            "headline": in_full(now, whole) if single else "",
            "headline_words": _headline_words(now),
            "error_rate": error_rate(comparisons_in([now])),
            "series_title": f"{now.title}, {PIECES[page.every]}",
            # Of a year its months, which the notes on the year do not tell of.
            "series_notes": [
                note
                for note in page.series.notes
                if note == NOT_ANNUALISED and note not in now.notes
            ],
            "cut_at": page.cut.at,
            "generation": page.cut.generation,
        }

    def _choices(self, query: FigureQuery) -> dict[str, Any]:
        force = self._catalogue.forces[query.force]
        bases = bases_of(self._catalogue, query.force, query.area)
        return {
            "force": query.force,
            "forces": forces_of(self._catalogue, query.indicator),
            "area": query.area,
            "areas": [
                (WHOLE_FORCE, "The whole force"),
                *((name, area.title) for name, area in force.areas.items()),
            ],
            "by": ",".join(query.by),
            "breakdowns": self._breakdowns(query),
            "basis": query.basis,
            "bases": bases if query.basis else [],
        }

    def _breakdowns(self, query: FigureQuery) -> list[tuple[str, str]]:
        titles = self._catalogue.dimensions
        possible = query.indicator.possible_breakdowns
        named = [
            (",".join(sorted(each)), " and ".join(in_words(titles[name].title) for name in each))
            for each in possible
        ]
        everything = [] if query.indicator.reference_group else [("", "Nothing")]
        return [*everything, *named] if named else []


def _panel_link(query: FigureQuery) -> str:
    if not query.indicator.has_panel:
        return ""
    asked = {"from": query.period.start, "to": query.period.end, "force": query.force}
    return f"/indicators/{query.indicator.id}/panel?{urlencode(asked)}"


def _links(query: FigureQuery, every: str) -> dict[str, str]:
    asked = {
        "from": query.period.start,
        "to": query.period.end,
        "force": query.force,
        "area": query.area,
        **({"by": ",".join(query.by)} if query.by else {}),
        **({"basis": query.basis} if query.basis else {}),
    }
    base = f"/v1/indicators/{query.indicator.id}"
    values, series = urlencode(asked), urlencode({**asked, "every": every})
    return {
        "values_json": f"{base}/values?{values}",
        "values_csv": f"{base}/values.csv?{values}",
        "series_json": f"{base}/series?{series}",
        "series_csv": f"{base}/series.csv?{series}",
    }


def _months_csv(item: FiguresDocument, months: Period) -> str:
    asked = {
        "from": months.start,
        "to": months.end,
        "force": item.force,
        "area": item.area,
        **({"by": item.by} if item.by else {}),
        **({"basis": item.basis} if item.basis else {}),
        "every": item.every,
    }
    return f"/v1/indicators/{item.indicator}/series.csv?{urlencode(asked)}"


def _headline_words(item: FiguresDocument) -> str:
    words = _about_headline(item)
    lacking = item.rows[0].lacking
    return f"Of a part of the period: {lacking}. {words}".strip() if lacking else words


def _about_headline(item: FiguresDocument) -> str:
    whole = item.rows[0]
    # What others published of durations can be a mean.
    if item.measure == "duration" and whole.value is not None and not whole.quoted:
        interval = whole.printed_interval
        said = f" 95% interval: {interval}" if interval else ""
        return f"The median: half took no longer.{said}"
    return f"95% interval: {whole.printed_interval}" if whole.printed_interval else ""
