"""The deliver stage: an e-mail as an e-mail, handed to a mail server."""

import asyncio
from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Protocol

import aiosmtplib

from oversight_alerts.email.notification import Notification

# For each answer of the server; all of them together get half as much again, which is less than a
# process is given to end.
DEADLINE = 8.0

Refused = Mapping[str, aiosmtplib.SMTPResponse]
"""Recipients that the server refused while it took the e-mail for others."""


class MailUnavailable(Exception):
    """The e-mail was not taken, or it is not known whether it was: send it again, unchanged."""


class Mailer(Protocol):
    """Hands e-mails to a mail server."""

    async def deliver(self, message: EmailMessage) -> str | None:
        """Deliver to the recipients in ``To``.

        Answers None, or a remark that names those who were refused while others were not.
        Raises ``MailUnavailable``.
        """
        ...


def compose(notification: Notification, sender: str) -> EmailMessage:
    """The message of an e-mail: the same on every attempt."""
    content = notification.content
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = ", ".join(notification.recipients)
    message["Subject"] = content.subject
    message["Date"] = format_datetime(notification.at)
    message["Message-ID"] = notification.message_id
    if notification.thread:
        message["In-Reply-To"] = notification.thread[-1]
        message["References"] = " ".join(notification.thread)
    # RFC 3834: no out-of-office answer is wanted.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Oversight-Episode"] = notification.episode
    message.set_content(content.text)
    message.add_alternative(content.html, subtype="html")
    return message


class SmtpMailer:
    """A mail server reached over SMTP, a connection for each e-mail."""

    def __init__(
        self,
        host: str,
        port: int,
        *,
        security: str = "none",
        username: str | None = None,
        password: str | None = None,
        deadline: float = DEADLINE,
    ) -> None:
        self._host, self._port, self._deadline = host, port, deadline
        self._security = security
        self._username, self._password = username, password

    async def deliver(self, message: EmailMessage) -> str | None:
        """See ``Mailer``."""
        try:
            async with asyncio.timeout(1.5 * self._deadline):
                refused = await self._send(message)
        except (aiosmtplib.SMTPException, OSError) as error:
            raise MailUnavailable(f"{type(error).__name__}: {error}") from error
        return "; ".join(f"{who}: {why}" for who, why in refused.items()) or None

    async def _send(self, message: EmailMessage) -> Refused:
        refused, _ = await aiosmtplib.send(
            message,
            hostname=self._host,
            port=self._port,
            username=self._username,
            password=self._password,
            timeout=self._deadline,
            use_tls=self._security == "tls",
            start_tls=self._security == "starttls",
            # Named, since the library would ask the network for the name of this machine.
            local_hostname=domain_of(str(message["From"])),
        )
        return refused


def domain_of(address: str) -> str:
    """The part after the @ of an address such as ``Oversight <oversight@example.org>``."""
    return parseaddr(address)[1].rpartition("@")[2]
