"""What a mail scanner does to alerts by following every link of every e-mail: nothing."""

import re
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import httpx
import pytest
from tests.integration.browser.site import site
from tests.unit.alerts.builders import shipped
from tests.unit.alerts.email.examples import examples

LINK = re.compile(r'(?:href|src|background|action)="([^"]+)"')


def links() -> list[str]:
    found = {
        link for content in examples(lambda _: b"").values() for link in LINK.findall(content.html)
    }
    return sorted(found)


@pytest.fixture(scope="module")
async def client() -> AsyncIterator[httpx.AsyncClient]:
    """The pages that links lead to."""
    served = site(shipped())
    transport = httpx.ASGITransport(served.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://reporting") as asked:
        yield asked
    served.drawing.close()


@pytest.mark.parametrize("link", links())
async def test_a_link_is_a_page_that_is_only_read(link: str, client: httpx.AsyncClient) -> None:
    if link.startswith("cid:"):
        return
    assert link.startswith("https://oversight.example.org/")
    # What a link is not cannot be hidden in it.
    assert not urlsplit(link).query
    changed = await client.post(urlsplit(link).path)
    assert changed.status_code == 405
    assert set(changed.headers["allow"].split(", ")) <= {"GET", "HEAD"}


def test_no_email_has_a_form_or_runs_anything() -> None:
    for content in examples().values():
        assert not re.search(r"<(form|button|script|input|iframe)\b", content.html)
