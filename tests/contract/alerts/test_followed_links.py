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


@pytest.fixture(scope="module")
async def client() -> AsyncIterator[httpx.AsyncClient]:
    """The pages that links lead to."""
    served = site(shipped())
    transport = httpx.ASGITransport(served.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://reporting") as asked:
        yield asked
    served.drawing.close()


async def test_every_link_is_a_page_that_is_only_read(client: httpx.AsyncClient) -> None:
    html = [content.html for content in examples(lambda _: b"").values()]
    links = sorted({link for each in html for link in LINK.findall(each)})
    pages = [link for link in links if not link.startswith("cid:")]
    assert len(pages) > 5
    for link in pages:
        assert link.startswith("https://oversight.example.org/"), link
        # What a link is not cannot be hidden in it.
        assert not urlsplit(link).query, link
        changed = await client.post(urlsplit(link).path)
        assert changed.status_code == 405, link
        assert set(changed.headers["allow"].split(", ")) <= {"GET", "HEAD"}, link


def test_no_email_has_a_form_or_runs_anything() -> None:
    for content in examples().values():
        assert not re.search(r"<(form|button|script|input|iframe)\b", content.html)
