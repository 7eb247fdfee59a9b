"""The page, the API and the item of a report, of searches held in memory."""

import csv
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from tests.unit.reporting.in_memory import FORCE, reader_of
from tests.unit.reporting.panel.held import holding
from tests.unit.reporting.panel.test_panel import AT, DISPARITY, YEAR, searches, usual

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_contracts.definitions.models.reports import Audience
from oversight_reporting.model.document import ReportDocument
from oversight_reporting.model.document_base import dump
from oversight_reporting.model.item_document import PanelDocument
from oversight_reporting.render.chart_renderer import ChartCache
from oversight_reporting.render.csv import report_csv
from oversight_reporting.render.printed_cells import printed_cells
from oversight_reporting.render.templates import load_templates
from oversight_reporting.report.builder import ReportWriter
from oversight_reporting.web.errors import ErrorPages
from oversight_reporting.web.figures_api import figure_routes
from oversight_reporting.web.indicator_page import IndicatorPage
from oversight_reporting.web.live import Live
from oversight_reporting.web.panel_page import PanelPage
from oversight_reporting.web.panels import Panels
from oversight_reporting.web.report_page import ReportPages

PAGE = f"/indicators/{DISPARITY}/panel"
DATES = f"from={YEAR.start}&to={YEAR.end}"


async def drawn(specification: str) -> str:
    return "<svg></svg>"


def everybody(request: Request) -> None:
    """Nobody is refused."""


@asynccontextmanager
async def reading(catalogue: Catalogue, audience: Audience) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the pages and the API as an audience reads them."""
    held = [*usual(), *searches("White", 9, area="dudley"), *searches("Black", 9, area="dudley")]
    reader = reader_of(catalogue, holding(catalogue, held, AT), audience)
    panels = Panels(catalogue, FORCE, reader)
    live = Live(catalogue, reader)
    templates = load_templates()
    page = PanelPage(catalogue, FORCE, templates, live, panels, ChartCache(drawn))
    around = IndicatorPage(catalogue, FORCE, templates, live, ChartCache(drawn))
    app = FastAPI()
    ErrorPages(templates).register(app)
    app.include_router(figure_routes(catalogue, FORCE, reader, panels, cast(Any, None), everybody))

    @app.get("/indicators/{name}/panel", response_class=HTMLResponse)
    async def panel(name: str, request: Request) -> str:
        return await page.write(name, dict(request.query_params))

    @app.get("/indicators/{name}", response_class=HTMLResponse)
    async def indicator(name: str, request: Request) -> str:
        return await around.write(name, dict(request.query_params))

    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://reporting") as opened:
        yield opened


@pytest.fixture
async def client(definitions: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with reading(load_catalogue(definitions), "board") as opened:
        yield opened


async def test_the_page_has_every_table_its_funnels_and_what_they_cannot_say(
    client: httpx.AsyncClient,
) -> None:
    found = (await client.get(f"{PAGE}?{DATES}")).text
    for heading in ("Over residents", "With and without", "Black, by local authority"):
        assert f"<h2>{heading}</h2>" in found
    assert "What a ratio over residents means:" in found
    assert "infra-marginality" in found
    assert "What is not shown" in found
    assert 'aria-label="Chart: Black, by local authority"' in found
    assert "Dudley: " in found
    assert f"/v1{PAGE}?from=2019-04-01&amp;to=2020-04-01" in found


async def test_the_page_says_at_its_head_that_it_is_of_a_part_of_the_period(
    client: httpx.AsyncClient,
) -> None:
    found = (await client.get(f"{PAGE}?from=2018-04-01&to=2020-04-01")).text
    assert found.index("Of a part of the period: ") < found.index("What a ratio over residents")


async def test_without_dates_it_is_of_the_latest_year_with_records(
    client: httpx.AsyncClient,
) -> None:
    found = await client.get(PAGE)
    assert "1 April 2019 to 31 March 2020" in found.text


async def test_the_api_has_the_numbers_and_the_intervals_behind_the_print(
    client: httpx.AsyncClient,
) -> None:
    found = (await client.get(f"/v1{PAGE}?{DATES}&basis=census-2011")).json()
    assert found["panel"]["basis"] == "census-2011"
    cells = found["panel"]["tables"][0]["rows"]
    (black,) = [c for c in cells if (c["row"], c["column"]) == ("Black", "Census 2011")]
    assert black["value"] == pytest.approx(189 * 1_919_138 / (489 * 164_069))
    assert black["lower"] < black["value"] < black["upper"]
    assert black["printed"] == "4.5 (3.8 to 5.3)"


async def test_the_csv_has_a_line_for_each_cell(client: httpx.AsyncClient) -> None:
    found = (await client.get(f"/v1{PAGE}.csv?{DATES}")).text
    lines = list(csv.DictReader(io.StringIO(found)))
    black = [x for x in lines if (x["title"], x["row"]) == ("Over residents", "Black")]
    assert [x["column"] for x in black][:2] == ["Number", "Census 2011: residents"]
    assert black[2]["lower"]


async def test_what_is_wrong_in_the_question_is_named(client: httpx.AsyncClient) -> None:
    for query, words in (
        ("from=2019-04-01&to=2019-04-01", "to: must be after from"),
        (f"{DATES}&force=none", "force: there is no force none"),
        ("from=2019-04-01&to=2019-04-01&force=none", "force: there is no force none"),
        (f"{DATES}&basis=census-1801", "basis: no residents are known of census-1801"),
        (f"{DATES}&by=age", "by: there is no such parameter"),
    ):
        found = await client.get(f"/v1{PAGE}?{query}")
        assert found.status_code == 422
        assert words in found.text
        if not query.startswith(f"{DATES}&by"):
            # The page names the same as the API.
            assert words in (await client.get(f"{PAGE}?{query}")).text
    values = "/v1/indicators/stop-search.searches/values?from=2019-04-01&to=2019-04-01&force=none"
    assert "force: there is no force none" in (await client.get(values)).text
    assert (await client.get(f"/v1/indicators/crime.total/panel?{DATES}")).status_code == 404


async def test_the_public_is_shown_no_live_panel_and_told_where_it_is_frozen(
    definitions: Path,
) -> None:
    """Held against the pages of its indicators it told 36 of 185 small counts."""
    catalogue = load_catalogue(definitions)
    async with reading(catalogue, "public") as client:
        for path in (f"{PAGE}?{DATES}", PAGE, f"/v1{PAGE}?{DATES}", f"/v1{PAGE}.csv?{DATES}"):
            found = await client.get(path)
            assert found.status_code == 403
            assert "protected as one document and remembered" in found.text
            assert "These have it: Performance report to the board." in found.text
        problem = (await client.get(f"/v1{PAGE}?{DATES}")).json()
        assert problem["title"] == "not shown live to the public"
        assert 'href="/snapshots"' in (await client.get(PAGE)).text
        assert (await client.get(f"/indicators/crime.total/panel?{DATES}")).status_code == 404
    async with reading(replace(catalogue, reports={}), "public") as client:
        assert "No report that is defined has it." in (await client.get(PAGE)).text


async def test_no_page_leads_the_public_to_a_panel(definitions: Path) -> None:
    catalogue = load_catalogue(definitions)
    audiences: tuple[tuple[Audience, bool], ...] = (("board", True), ("public", False))
    for audience, leads in audiences:
        async with reading(catalogue, audience) as client:
            found = await client.get(f"/indicators/{DISPARITY}?{DATES}")
        assert found.status_code == 200
        assert ("/panel" in found.text) is leads


def test_a_report_with_a_panel_is_for_everyone_once_it_is_frozen(definitions: Path) -> None:
    catalogue = load_catalogue(definitions)
    shipped = catalogue.reports["board-quarter"]
    assert shipped.panels == (DISPARITY,)
    known = replace(
        catalogue,
        reports={
            "with": shipped.model_copy(update={"audience": "public"}),
            "without": catalogue.reports["annual-report-2020-21"].model_copy(
                update={"audience": "public"}
            ),
        },
    )

    def pages(shown_to: Audience) -> ReportPages:
        nothing = cast(Any, None)
        return ReportPages(
            *(known, FORCE, load_templates(), nothing, ChartCache(drawn), lambda: AT), shown_to
        )

    assert not pages("public").is_public("with")
    assert pages("public").is_public("without")
    assert pages("board").is_public("with")


async def test_a_report_prints_it_and_freezes_it(definitions: Path) -> None:
    catalogue = load_catalogue(definitions)
    reader = reader_of(catalogue, holding(catalogue, usual(), AT), "board")
    quarter = date(2020, 1, 1)
    period = type(YEAR)(quarter, YEAR.end)
    document = await ReportWriter(catalogue, reader).write("board-quarter", FORCE, period)
    again = ReportDocument.model_validate(dump(document))
    assert again == document
    items = [item for section in document.sections for item in section.items]
    (panel,) = [item for item in items if isinstance(item, PanelDocument)]
    assert panel.title == "Disproportionality from several sides"
    texts = {cell.text for cell in printed_cells(document).values()}
    assert {cell.printed for cell in panel.reported_rows} <= texts
    assert b"Where no ethnicity is stated" in report_csv(document)
