"""The console in a browser: by keyboard, on a telephone and at a desk, and without a script."""

import os
from base64 import b64encode
from pathlib import Path
from typing import Literal

import httpx
import pytest
from playwright.async_api import Page
from tests.integration.alerts.stage import TOLD, Stage
from tests.integration.browser.browsing import SITE, accessibility_faults, chromium, tab
from tests.unit.alerts.builders import cut
from tests.unit.alerts.email.examples import response, surge

WIDTHS = (320, 390, 768, 1280)
OFFICER = f"Basic {b64encode(b'A. Officer:oversight').decode()}"
PAGES = (
    *("/console", "/console/silences", "/console/rules", "/console/mail"),
    "/console/backtests",
)


@pytest.fixture
def stage(kafka: str, database_url: str, tmp_path: Path, definitions: Path) -> Stage:
    """A broker, a database and a mail folder of the test's own."""
    return Stage(kafka, database_url, tmp_path, definitions)


async def check(page: Page, name: str) -> None:
    """Nothing is wider than the window, nothing runs, axe finds nothing; pictures where asked."""
    assert "<script" not in await page.content()
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 900})
        assert await page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
        if folder := os.environ.get("OVERSIGHT_SCREENSHOTS"):
            await page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
    assert await accessibility_faults(page) == [], name


async def press(page: Page, role: Literal["button", "link"], name: str) -> None:
    """Press what leads to another page, which is there when this returns."""
    async with page.expect_navigation():
        await page.get_by_role(role, name=name).first.press("Enter")


async def test_an_officer_takes_an_alert_on_and_silences_its_rule(stage: Stage) -> None:
    async with stage.mail_server(), stage.service() as client, chromium() as browser:
        await stage.publish(*response(15), *surge(6), TOLD, cut())
        await stage.mail(2)
        # Of a request that was redirected the browser asks elsewhere than here.
        asked = httpx.AsyncClient(
            transport=client._transport,
            base_url=SITE,
            headers={"Authorization": OFFICER},
            follow_redirects=True,
        )
        async with tab(browser, asked) as page:
            for each in PAGES:
                await page.goto(f"{SITE}{each}")
                await check(page, each.strip("/").replace("/", "-"))
            await page.goto(f"{SITE}/console")
            await press(page, "link", "Priority 2 response within target")
            await check(page, "alert")
            assert await page.get_by_role("img").count() == 1
            await page.get_by_label("What is being done").press_sequentially(
                "Asked the control room."
            )
            # By keyboard alone.
            await page.keyboard.press("Tab")
            async with page.expect_navigation():
                await page.keyboard.press("Enter")
            assert "Taken on by A. Officer" in await page.inner_text("main")
            await check(page, "alert-taken-on")
            await press(page, "button", "Take this back")
            await press(page, "link", "Want no e-mail of this rule")
            rule = page.get_by_label("Rule", exact=True)
            assert await rule.input_value() == "priority-2-response"
            await page.get_by_label("Why").fill("Planned exercise")
            await press(page, "button", "Make the silence")
            assert "Planned exercise" in await page.inner_text("main")
            await check(page, "silences-one")
            await page.get_by_label("Until", exact=True).select_option("day")
            await page.get_by_label("Why").fill("Planned exercise")
            await press(page, "button", "Make the silence")
            assert "No silence was made" in await page.inner_text("main")
            await check(page, "silences-refused")
            await press(page, "button", "End it now")
            assert await page.get_by_role("button", name="End it now").count() == 0
        await asked.aclose()
