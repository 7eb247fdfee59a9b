"""A browser that opens the pages of the service without a port between them."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files

import httpx
import pytest
from playwright.async_api import Browser, Page, Route, async_playwright

SITE = "http://reporting"
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Debian's Chromium. Skips the test where there is none, but for CI."""
    found = shutil.which("chromium")
    if found is None:
        assert "CI" not in os.environ, "CI needs a browser: apt-get install chromium"
        pytest.skip("there is no chromium: apt-get install chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        await browser.close()


@asynccontextmanager
async def tab(browser: Browser, client: httpx.AsyncClient) -> AsyncIterator[Page]:
    """A tab whose every request the service answers."""
    page = await browser.new_page()

    async def answer(route: Route) -> None:
        asked = route.request
        given = await client.request(
            asked.method,
            asked.url.removeprefix(SITE),
            content=asked.post_data_buffer,
            headers={k: v for k, v in asked.headers.items() if k == "content-type"},
        )
        await route.fulfill(
            status=given.status_code, headers=dict(given.headers), body=given.content
        )

    await page.route("**/*", answer)
    yield page
    await page.close()


async def accessibility_faults(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2, levels A and AA."""
    axe = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    await page.evaluate(axe)
    only = {"runOnly": {"type": "tag", "values": LEVELS}, "resultTypes": ["violations"]}
    found = await page.evaluate("only => axe.run(only)", only)
    return [
        f"{each['id']}: {node['html'][:120]}"
        for each in found["violations"]
        for node in each["nodes"]
    ]
