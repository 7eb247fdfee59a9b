"""Pages and e-mails as a browser lays them out: from the narrowest telephone to a desk."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Page
from tests.integration.browser.browsing import SITE, accessibility_faults, chromium, tab
from tests.integration.browser.site import FORCE, site

from oversight_contracts.definitions.catalogue import load_catalogue
from oversight_measures.periods.period import Period

WIDTHS = (320, 390, 768, 1280)
SMALLEST = 11
# What is left of its width beside the margins, in px.
A4 = 680
CHECK = (Path(__file__).parent / "layout.js").read_text(encoding="utf-8")
QUARTER = Period(date(2020, 7, 1), date(2020, 10, 1))
DATES = f"from={QUARTER.start}&to={QUARTER.end}"
PAGES = (
    "/",
    "/indicators",
    f"/indicators/crime.total?{DATES}&by=offence-group",
    "/indicators/stop-search.disparity",
    "/indicators/stop-search.disparity/panel",
    "/indicators/response.time",
    "/indicators/none",
    "/alerts",
    "/alerts/20200930-9f3a",
    "/reports",
    "/reports/annual-report-2020-21",
    "/reports/annual-plan-2011-12",
    "/reports/board-performance-2014-12",
    "/reports/headline-measures-2014-16",
    "/reports/national-priorities-2023-09",
    f"/reports/board-quarter?{DATES}",
    "/reports/board-quarter?from=2001-01-01&to=2001-04-01",
    "/snapshots",
    "/operations",
    "/email/drift",
    "/email/several",
    "/email/surge",
    "/email/digest",
)


@pytest.fixture(scope="module")
async def page(definitions: Path) -> AsyncIterator[Page]:
    """A tab in which the service's pages open, with a report that was frozen twice."""
    served = site(load_catalogue(definitions))
    transport = httpx.ASGITransport(served.app)
    async with (
        chromium() as browser,
        httpx.AsyncClient(transport=transport, base_url=SITE) as client,
        tab(browser, client) as opened,
    ):
        await served.freeze_twice("board-quarter", QUARTER)
        yield opened
    served.drawing.close()


SNAPSHOT = f"board-quarter-{FORCE}-{QUARTER.start}-{QUARTER.end}"


@pytest.mark.parametrize(
    "path",
    [
        *PAGES,
        f"/snapshots/{SNAPSHOT}-r1",
        f"/snapshots/{SNAPSHOT}-r1/standing",
        f"/v1/snapshots/{SNAPSHOT}-r2.html",
    ],
)
async def test_a_page_fits_every_width(page: Page, path: str) -> None:
    await page.goto(SITE + path)
    faults = []
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 900})
        told = await page.evaluate(CHECK, {"smallest": SMALLEST, "telephone": width < 400})
        faults += [f"{width} px: {each}" for each in told]
    assert faults == []
    assert await accessibility_faults(page) == []


@pytest.mark.parametrize("path", [each for each in PAGES if each.startswith("/reports/")])
async def test_no_table_of_a_report_is_wider_than_paper(page: Page, path: str) -> None:
    """Where one is, the browser prints every page of the report smaller."""
    await page.set_viewport_size({"width": A4, "height": 900})
    await page.goto(SITE + path)
    await page.emulate_media(media="print")
    wide = await page.evaluate(
        "[...document.querySelectorAll('table, svg')]"
        ".filter(each => each.getBoundingClientRect().right > innerWidth + 1)"
        ".map(each => each.closest('[aria-labelledby], [aria-label]')?.textContent.trim())"
    )
    await page.emulate_media(media="screen")
    assert wide == []


async def test_an_alert_that_lasts_leads_to_the_console(page: Page) -> None:
    await page.goto(f"{SITE}/alerts/20200930-9f3a")
    link = page.get_by_role("link", name="Take it on, or silence it, in the console")
    address = "http://alerts.test/console/alerts/20200930-9f3a"
    assert await link.get_attribute("href") == address
    await page.goto(f"{SITE}/alerts")
    link = page.get_by_role("link", name="The console")
    assert await link.get_attribute("href") == "http://alerts.test/console"


async def test_a_frozen_page_says_where_it_is_served_that_it_was_replaced(
    page: Page, tmp_path: Path
) -> None:
    """Its bytes do not change: it asks when it is opened, and kept elsewhere says where to ask."""
    answer = await page.goto(f"{SITE}/v1/snapshots/{SNAPSHOT}-r1.html")
    assert answer is not None
    kept = tmp_path / "kept.html"
    kept.write_bytes(await answer.body())
    (asked,) = [frame for frame in page.frames if frame.url.endswith(f"{SNAPSHOT}-r1/standing")]
    assert "Superseded. Revision 2 replaced this revision 1" in await asked.inner_text("body")
    browser = page.context.browser
    assert browser is not None
    elsewhere = await browser.new_page()
    await elsewhere.goto(kept.as_uri())
    told = await elsewhere.locator("object.standing").inner_text()
    assert f"is said at /snapshots/{SNAPSHOT}-r1 of the service" in told
    await elsewhere.close()
