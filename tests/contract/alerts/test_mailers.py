"""What any mailer does: the fake and the real one are held to the same."""

import ssl
from collections.abc import AsyncIterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from pydantic import HttpUrl, SecretStr
from tests.certificates import write_certificates
from tests.contract.alerts.mailers import (
    LATER,
    REFUSED,
    Bench,
    FakeMailer,
    plain_server,
    real_bench,
    slow_server,
    taking_server,
)
from tests.unit.alerts.builders import NOW

from oversight_alerts.app import outside
from oversight_alerts.email.notification import EmailContent, Notification
from oversight_alerts.settings import AlertSettings
from oversight_alerts.worker.smtp import MailReceipt, MailUnavailable, SmtpMailer, compose
from oversight_local.stack.ports import HOST

SENDER = "Oversight <oversight@example.org>"
LETTER = EmailContent("[Oversight] Critical: café", "Response has fallen: café.\n", "<p>café</p>\n")
DISPATCH = Notification(
    thread="t1",
    began=NOW,
    position=2,
    episodes=("e1",),
    content=LETTER,
    message_id="<t1.2@x>",
    answers=("<t1.1@x>",),
    recipients=("a@example.org", "b@example.org"),
    at=NOW,
)


@pytest.fixture(params=["fake", "real"])
async def bench(request: pytest.FixtureRequest) -> AsyncIterator[Bench]:
    if request.param == "fake":
        yield FakeMailer()
        return
    async with real_bench() as bench:
        yield bench


async def test_an_email_arrives_whole(bench: Bench) -> None:
    receipt = await bench.mailer.deliver(compose(DISPATCH, SENDER), DISPATCH.recipients)
    assert receipt == MailReceipt(DISPATCH.recipients)
    (message,) = bench.delivered
    assert bench.recipients == ["a@example.org", "b@example.org"]
    assert message["Subject"] == LETTER.subject
    assert message["From"] == SENDER
    assert message["Message-ID"] == "<t1.2@x>"
    assert message["References"] == message["In-Reply-To"] == "<t1.1@x>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert "<alerts.example.org>" in message["List-Id"]
    assert message["Precedence"] is None
    assert [_content(message, form) for form in ("plain", "html")] == [LETTER.text, LETTER.html]


async def test_who_was_refused_is_named_and_the_others_are_told(bench: Bench) -> None:
    recipients = ("A <a@example.org>", REFUSED, LATER)
    message = compose(replace(DISPATCH, recipients=recipients), SENDER)
    receipt = await bench.mailer.deliver(message, recipients)
    assert receipt.taken == ("a@example.org",)
    assert receipt.refused == {REFUSED: "550 gone"}
    assert receipt.postponed == {LATER: "451 later"}
    assert bench.recipients == ["a@example.org"]


async def test_only_who_is_asked_for_gets_it(bench: Bench) -> None:
    await bench.mailer.deliver(compose(DISPATCH, SENDER), ["b@example.org"])
    assert bench.recipients == ["b@example.org"]
    assert bench.delivered[0]["To"] == "a@example.org, b@example.org"


async def test_an_email_that_nobody_may_have_is_refused(bench: Bench) -> None:
    message = compose(replace(DISPATCH, recipients=(REFUSED,)), SENDER)
    receipt = await bench.mailer.deliver(message, [REFUSED])
    assert receipt == MailReceipt(refused={REFUSED: "550 gone"})
    assert bench.delivered == []


@pytest.mark.parametrize("says", ["552 too big", "452 full"])
async def test_an_email_refused_as_a_whole_is_refused_to_everyone(says: str) -> None:
    async with real_bench() as bench:
        bench.keeper.says = says
        receipt = await bench.mailer.deliver(compose(DISPATCH, SENDER), DISPATCH.recipients)
    answers = dict.fromkeys(DISPATCH.recipients, says)
    for_good = says.startswith("5")
    expected = MailReceipt(refused=answers) if for_good else MailReceipt(postponed=answers)
    assert receipt == expected


async def test_no_mail_server_is_said_so(bench: Bench) -> None:
    await bench.go_away()
    with pytest.raises(MailUnavailable) as error:
        await bench.mailer.deliver(compose(DISPATCH, SENDER), DISPATCH.recipients)
    assert not error.value.unknown


def test_an_email_is_the_same_bytes_each_time() -> None:
    assert compose(DISPATCH, SENDER).as_bytes() == compose(DISPATCH, SENDER).as_bytes()


def _content(message: EmailMessage, form: str) -> str:
    part = message.get_body((form,))
    assert isinstance(part, EmailMessage)
    return str(part.get_content()).replace("\r\n", "\n")


async def test_an_attempt_has_a_deadline_as_a_whole() -> None:
    # Each answer on its own comes in time.
    async with slow_server(seconds=0.3) as port:
        mailer = SmtpMailer(HOST, port, deadline=0.5)
        with pytest.raises(MailUnavailable, match="^TimeoutError"):
            await mailer.deliver(compose(DISPATCH, SENDER), DISPATCH.recipients)


async def test_an_answer_that_is_lost_leaves_open_whether_it_was_taken() -> None:
    async with taking_server() as port:
        mailer = SmtpMailer(HOST, port, deadline=5)
        with pytest.raises(MailUnavailable) as error:
            await mailer.deliver(compose(DISPATCH, SENDER), DISPATCH.recipients)
    assert error.value.unknown


@pytest.mark.parametrize(
    "asked",
    [
        {"smtp_username": "oversight", "smtp_password": SecretStr("s3cret")},
        {"smtp_tls_required": True},
        {"smtp_security": "starttls"},
    ],
)
async def test_nothing_is_told_to_a_server_without_tls_where_it_is_asked_for(
    asked: dict[str, object],
) -> None:
    settings = AlertSettings(
        kafka="127.0.0.1:1",
        database_url="postgresql://127.0.0.1:1/none",
        definitions=Path(),
        tokens=Path(),
        smtp_host=HOST,
        mail_from=SENDER,
        mail_to=("a@example.org",),
        public_url=HttpUrl("http://127.0.0.1"),
    ).model_copy(update=asked)
    heard: list[bytes] = []
    async with plain_server(heard) as port:
        mailer = outside(settings.model_copy(update={"smtp_port": port})).mailer
        with pytest.raises(MailUnavailable, match="STARTTLS"):
            await mailer.deliver(compose(DISPATCH, SENDER), DISPATCH.recipients)
    assert [line for line in heard if line.startswith((b"AUTH", b"MAIL", b"DATA"))] == []


@pytest.mark.parametrize("known", [True, False])
async def test_a_certificate_is_believed_of_the_authority_that_is_named(
    tmp_path: Path, known: bool
) -> None:
    write_certificates(tmp_path, HOST)
    served = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    served.load_cert_chain(tmp_path / "broker.pem")
    async with real_bench(served) as bench:
        port = bench.server.sockets[0].getsockname()[1]
        ca = tmp_path / "ca.pem" if known else None
        mailer = SmtpMailer(HOST, port, security="starttls", ca=ca, deadline=5)
        if known:
            receipt = await mailer.deliver(compose(DISPATCH, SENDER), DISPATCH.recipients)
            assert receipt.taken == DISPATCH.recipients
            return
        with pytest.raises(MailUnavailable, match="certificate"):
            await mailer.deliver(compose(DISPATCH, SENDER), DISPATCH.recipients)
    assert bench.delivered == []
