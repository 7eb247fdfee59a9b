"""The e-mails of a demonstration: caught in a Maildir, or as alerts says what became of them."""

import email
import email.policy
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Protocol

import httpx

from oversight_local.stack.stack_file import StackFile


@dataclass(frozen=True)
class Email:
    """An e-mail that went out: its subject, and where it is or who has it."""

    subject: str
    where: str


class Mailbox(Protocol):
    """What a mail server was given."""

    def has_alert(self, rule: str) -> bool:
        """Whether an e-mail about ``rule`` went out."""
        ...

    def missing(self, rule: str) -> str:
        """Why none did, as far as can be said; empty where it cannot."""
        ...

    def save(self, folder: Path) -> list[Email]:
        """All of them, the oldest first, copied to ``folder`` where their text is at hand."""
        ...


def mailbox_of(stack: StackFile) -> Mailbox:
    """The mailbox of a stack: its Maildir, if it has one here."""
    if stack.maildir.is_dir():
        return CaughtEmails(stack.maildir)
    headers = {"Authorization": f"Bearer {stack.tokens['oversight']}"}
    url = stack.url("alerts")
    return SentEmails(httpx.Client(base_url=url, headers=headers, timeout=10, trust_env=False))


@dataclass(frozen=True)
class DeliveredEmail:
    """One e-mail, and the file it was caught in."""

    path: Path
    message: EmailMessage

    @property
    def subject(self) -> str:
        """Its subject, decoded."""
        return str(self.message["Subject"])

    def speaks_of(self, word: str) -> bool:
        """True where ``word`` stands in its text."""
        body = self.message.get_body(("plain",))
        return body is not None and word in str(body.get_content())


class CaughtEmails:
    """What the mail catcher put into a Maildir."""

    def __init__(self, maildir: Path) -> None:
        self._maildir = maildir

    def has_alert(self, rule: str) -> bool:
        """An e-mail names its rule."""
        return any(each.speaks_of(rule) for each in read_emails(self._maildir))

    def missing(self, rule: str) -> str:
        """Nothing was caught."""
        return ""

    def save(self, folder: Path) -> list[Email]:
        """As ``.eml`` files."""
        found = read_emails(self._maildir)
        paths = save_emails(found, folder)
        return [Email(each.subject, str(path)) for each, path in zip(found, paths, strict=True)]


class SentEmails:
    """What alerts says of its e-mails, whatever mail server took them; ``alerts`` is a client."""

    def __init__(self, alerts: httpx.Client) -> None:
        self._alerts = alerts

    def has_alert(self, rule: str) -> bool:
        """A mail server took one."""
        return any(each["delivered_at"] for each in self._notifications({"rule": rule}))

    def missing(self, rule: str) -> str:
        """What the mail server said last."""
        said = [each["last_error"] for each in self._notifications({"rule": rule})]
        return next((f": {error}" for error in said if error), "")

    def save(self, folder: Path) -> list[Email]:
        """The mail server has the text."""
        # One e-mail may tell of several transitions.
        told = {each["message_id"]: each for each in self._notifications({})}
        sent = [each for each in told.values() if each["delivered_at"]]
        sent.sort(key=lambda each: str(each["delivered_at"]))
        return [Email(each["subject"], f"to {', '.join(each['recipients'])}") for each in sent]

    def _notifications(self, parameters: dict[str, str]) -> list[dict[str, Any]]:
        found = self._get("/v1/alerts", parameters)["alerts"]
        histories = [self._get(f"/v1/alerts/{each['id']}") for each in found]
        return [one for each in histories for one in each["notifications"]]

    def _get(self, path: str, parameters: dict[str, str] | None = None) -> Any:
        return self._alerts.get(path, params=parameters).raise_for_status().json()


def read_emails(maildir: Path) -> list[DeliveredEmail]:
    """Read every e-mail, the oldest first; none where there is no Maildir yet."""
    files = [path for part in ("new", "cur") for path in (maildir / part).glob("*")]
    return [_read_email(path) for path in sorted(files, key=lambda path: path.stat().st_mtime_ns)]


def save_emails(emails: list[DeliveredEmail], folder: Path) -> list[Path]:
    """Copy them as ``.eml`` files, which mail programs open."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number, each in enumerate(emails, start=1):
        paths.append(folder / f"e-mail-{number}.eml")
        paths[-1].write_bytes(each.path.read_bytes())
    return paths


def _read_email(path: Path) -> DeliveredEmail:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return DeliveredEmail(path, message)
