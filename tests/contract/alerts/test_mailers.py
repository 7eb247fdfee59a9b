"""What any mailer does: the fake and the real one are held to the same."""

from collections.abc import AsyncIterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from pydantic import HttpUrl, SecretStr
from tests.contract.alerts.mailers import (
    REFUSED,
    Bench,
    FakeMailer,
    plain_server,
    real_bench,
    slow_server,
)
from tests.unit.alerts.builders import NOW

from oversight_alerts.app import outside
from oversight_alerts.email.notification import EmailContent, Notification
from oversight_alerts.settings import AlertSettings
from oversight_alerts.worker.smtp import MailUnavailable, SmtpMailer, compose
from oversight_local.stack.ports import HOST

SENDER = "Oversight <oversight@example.org>"
LETTER = EmailContent("[Oversight] Opened: café", "Response has fallen: café.\n", "<p>café</p>\n")
DISPATCH = Notification(
    "e1", 2, "worsened", LETTER, "<e1.2@x>", ("<e1.1@x>",), ("a@example.org", "b@example.org"), NOW
)


@pytest.fixture(params=["fake", "real"])
async def bench(request: pytest.FixtureRequest) -> AsyncIterator[Bench]:
    if request.param == "fake":
        yield FakeMailer()
        return
    async with real_bench() as bench:
        yield bench


async def test_an_email_arrives_whole(bench: Bench) -> None:
    assert await bench.mailer.deliver(compose(DISPATCH, SENDER)) is None
    (message,) = bench.delivered
    assert bench.recipients == ["a@example.org", "b@example.org"]
    assert message["Subject"] == LETTER.subject
    assert message["From"] == SENDER
    assert message["Message-ID"] == "<e1.2@x>"
    assert message["References"] == message["In-Reply-To"] == "<e1.1@x>"
    assert [_content(message, form) for form in ("plain", "html")] == [LETTER.text, LETTER.html]


async def test_who_was_refused_is_named_and_the_others_are_told(bench: Bench) -> None:
    notification = replace(DISPATCH, recipients=("a@example.org", REFUSED))
    remark = await bench.mailer.deliver(compose(notification, SENDER))
    assert remark is not None
    assert REFUSED in remark
    assert bench.recipients == ["a@example.org"]


async def test_an_email_that_nobody_may_have_is_not_delivered(bench: Bench) -> None:
    notification = replace(DISPATCH, recipients=(REFUSED,))
    with pytest.raises(MailUnavailable):
        await bench.mailer.deliver(compose(notification, SENDER))
    assert bench.delivered == []


async def test_no_mail_server_is_said_so(bench: Bench) -> None:
    await bench.go_away()
    with pytest.raises(MailUnavailable):
        await bench.mailer.deliver(compose(DISPATCH, SENDER))


def _content(message: EmailMessage, form: str) -> str:
    part = message.get_body((form,))
    assert isinstance(part, EmailMessage)
    return str(part.get_content()).replace("\r\n", "\n")


async def test_an_attempt_has_a_deadline_as_a_whole() -> None:
    # Each answer on its own comes in time.
    async with slow_server(seconds=0.3) as port:
        with pytest.raises(MailUnavailable, match="^TimeoutError"):
            await SmtpMailer(HOST, port, deadline=0.5).deliver(compose(DISPATCH, SENDER))


async def test_a_password_is_not_told_to_a_server_without_tls() -> None:
    settings = AlertSettings(
        kafka="127.0.0.1:1",
        database_url="postgresql://127.0.0.1:1/none",
        definitions=Path(),
        tokens=Path(),
        smtp_host=HOST,
        smtp_username="oversight",
        smtp_password=SecretStr("s3cret"),
        mail_from=SENDER,
        mail_to=("a@example.org",),
        public_url=HttpUrl("http://127.0.0.1"),
    )
    heard: list[bytes] = []
    async with plain_server(heard) as port:
        mailer = outside(settings.model_copy(update={"smtp_port": port})).mailer
        with pytest.raises(MailUnavailable, match="STARTTLS"):
            await mailer.deliver(compose(DISPATCH, SENDER))
    assert [line for line in heard if line.startswith(b"AUTH")] == []
