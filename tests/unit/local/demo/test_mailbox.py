"""What the demonstration says of its e-mails: caught in a Maildir, or sent elsewhere by alerts."""

import mailbox
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx

from oversight_local.demo.mailbox import (
    CaughtEmails,
    Email,
    SentEmails,
    read_emails,
    save_emails,
)

RULE = "priority-2-response"


def a_maildir(folder: Path, *texts: str) -> Path:
    box = mailbox.Maildir(folder / "maildir")
    for number, text in enumerate(texts):
        message = EmailMessage()
        message["Subject"] = f"Opened – {number}"
        message.set_content(text, cte="base64")
        box.add(message.as_bytes())
    return folder / "maildir"


def test_letters_are_read_and_saved(tmp_path: Path) -> None:
    letters = read_emails(a_maildir(tmp_path, f"rule {RULE}", "another rule"))
    assert [letter.speaks_of(RULE) for letter in letters] == [True, False]
    assert [letter.subject for letter in letters] == ["Opened – 0", "Opened – 1"]
    paths = save_emails(letters, tmp_path / "out")
    assert [path.name for path in paths] == ["e-mail-1.eml", "e-mail-2.eml"]
    assert paths[0].read_bytes() == letters[0].path.read_bytes()


def test_no_maildir_is_no_letters(tmp_path: Path) -> None:
    assert read_emails(tmp_path / "none") == []


def test_an_alert_was_caught_when_a_letter_names_its_rule(tmp_path: Path) -> None:
    caught = CaughtEmails(a_maildir(tmp_path, f"rule {RULE}"))
    assert (caught.has_alert(RULE), caught.has_alert("another")) == (True, False)
    assert [each.where for each in caught.save(tmp_path)] == [str(tmp_path / "e-mail-1.eml")]


def notification(at: str | None, error: str | None = None) -> dict[str, Any]:
    own = {"delivered_at": at, "last_error": error, "recipients": ["staff@localhost"]}
    return {"message_id": "<t1.1@localhost>", "subject": "Opened: response", **own}


def sent(*notifications: dict[str, Any]) -> SentEmails:
    """What alerts tells of one episode of ``RULE``, which has these."""

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v1/alerts/one":
            return httpx.Response(200, json={"notifications": notifications})
        own = request.url.params.get("rule", RULE) == RULE
        return httpx.Response(200, json={"alerts": [{"id": "one"}] if own else []})

    return SentEmails(httpx.Client(base_url="http://alerts", transport=httpx.MockTransport(answer)))


def test_an_alert_was_sent_when_a_mail_server_took_it(tmp_path: Path) -> None:
    taken = sent(notification("2026-11-30T10:00:00Z"))
    assert (taken.has_alert(RULE), taken.has_alert("another")) == (True, False)
    assert taken.save(tmp_path) == [Email("Opened: response", "to staff@localhost")]


def test_an_alert_that_waits_says_what_the_mail_server_said(tmp_path: Path) -> None:
    waiting = sent(notification(None, "connection refused"))
    assert not waiting.has_alert(RULE)
    assert waiting.missing(RULE) == ": connection refused"
    assert waiting.save(tmp_path) == []
