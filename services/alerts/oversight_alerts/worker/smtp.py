"""The deliver stage: an e-mail as an e-mail, handed to a mail server."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import format_datetime, getaddresses, parseaddr
from pathlib import Path
from typing import Protocol

import aiosmtplib

from oversight_alerts.email.notification import CHART_ID, Notification
from oversight_alerts.email.outlook import thread_index

# For each answer of the server; all of them together get half as much again, which is less than a
# process is given to end.
DEADLINE = 8.0


@dataclass(frozen=True)
class MailReceipt:
    """What a mail server said of each recipient of an e-mail, by address.

    ``refused`` for good (a 5xx answer), ``postponed`` for now (4xx): each with the server's words.
    """

    taken: tuple[str, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)
    postponed: Mapping[str, str] = field(default_factory=dict)


class MailUnavailable(Exception):
    """The server took the e-mail for nobody, or it is not known whether it did: send it again.

    ``unknown`` says that it may have been taken: what is sent again has to be the same.
    """

    def __init__(self, why: str, *, unknown: bool) -> None:
        super().__init__(why)
        self.unknown = unknown


class Mailer(Protocol):
    """Hands e-mails to a mail server."""

    async def deliver(self, message: EmailMessage, recipients: Sequence[str]) -> MailReceipt:
        """Deliver to ``recipients``, who may be fewer than ``To`` names.

        Raises ``MailUnavailable``.
        """
        ...


def compose(notification: Notification, sender: str) -> EmailMessage:
    """The message of an e-mail: the same on every attempt."""
    content = notification.content
    message = EmailMessage(policy=WIRE)
    message["From"] = sender
    message["To"] = ", ".join(notification.recipients)
    message["Subject"] = content.subject
    message["Date"] = format_datetime(notification.at)
    _put_into_thread(message, notification)
    _ask_for_no_answers(message, domain_of(sender))
    message["X-Oversight-Thread"] = notification.thread
    if notification.episodes:
        message["X-Oversight-Episodes"] = " ".join(notification.episodes)
    message.set_content(content.text)
    message.add_alternative(content.html, subtype="html")
    if content.chart is not None:
        html = message.get_body(("html",))
        assert isinstance(html, EmailMessage)
        html.add_related(
            content.chart,
            "image",
            "png",
            cid=f"<{CHART_ID}>",
            filename="chart.png",
            disposition="inline",
        )
        html.set_boundary(f"=={notification.thread}.{notification.position}.html==")
    # Else the library draws one by lot, and no two attempts are alike.
    message.set_boundary(f"=={notification.thread}.{notification.position}==")
    return message


def _put_into_thread(message: EmailMessage, notification: Notification) -> None:
    message["Message-ID"] = notification.message_id
    if notification.answers:
        message["In-Reply-To"] = notification.answers[-1]
        message["References"] = " ".join(notification.answers)
    # What Outlook goes by.
    message["Thread-Topic"] = notification.content.subject
    message["Thread-Index"] = thread_index(
        notification.thread, notification.began, notification.position, notification.at
    )


def _ask_for_no_answers(message: EmailMessage, domain: str) -> None:
    # RFC 3834, and what Exchange looks at instead: no out-of-office answer is wanted.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    # RFC 2919: what a reader's rules can sort by.
    message["List-Id"] = f"Oversight alerts <alerts.{domain}>"


class SmtpMailer:
    """A mail server reached over SMTP, a connection for each e-mail.

    ``ca`` is a PEM file of the authority that signed the server's certificate, for one that
    machines do not know.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        security: str = "none",
        ca: Path | None = None,
        username: str | None = None,
        password: str | None = None,
        deadline: float = DEADLINE,
    ) -> None:
        self._host, self._port, self._deadline = host, port, deadline
        self._security, self._ca = security, ca
        self._username, self._password = username, password

    async def deliver(self, message: EmailMessage, recipients: Sequence[str]) -> MailReceipt:
        """See ``Mailer``."""
        attempt = _Attempt(message, recipients)
        try:
            async with asyncio.timeout(1.5 * self._deadline), self._connected(message) as client:
                return await attempt.run(client)
        except (aiosmtplib.SMTPException, OSError) as error:
            why = f"{type(error).__name__}: {error}"
            raise MailUnavailable(why, unknown=attempt.handed_over) from error

    @asynccontextmanager
    async def _connected(self, message: EmailMessage) -> AsyncIterator[aiosmtplib.SMTP]:
        client = aiosmtplib.SMTP(
            hostname=self._host,
            port=self._port,
            username=self._username,
            password=self._password,
            timeout=self._deadline,
            use_tls=self._security == "tls",
            # Not tried but demanded: a server without it gets nothing.
            start_tls=self._security == "starttls",
            cert_bundle=None if self._ca is None else str(self._ca),
            # Named, since the library would ask the network for the name of this machine.
            local_hostname=domain_of(str(message["From"])),
        )
        await client.connect()
        try:
            yield client
            # The answer is known by now, however the server takes leave.
            with suppress(aiosmtplib.SMTPException, OSError):
                await client.quit()
        finally:
            client.close()


class _Attempt:
    """One attempt at an e-mail; ``handed_over`` once its text is on the way to the server."""

    def __init__(self, message: EmailMessage, recipients: Sequence[str]) -> None:
        self._sender = parseaddr(str(message["From"]))[1]
        self._addresses = [address for _, address in getaddresses(list(recipients))]
        self._text = message.as_bytes(policy=WIRE)
        self.handed_over = False

    async def run(self, client: aiosmtplib.SMTP) -> MailReceipt:
        await client.mail(self._sender)
        answers = {address: await _ask(client, address) for address in self._addresses}
        accepted = [address for address, answer in answers.items() if answer is None]
        refusals = {address: answer for address, answer in answers.items() if answer is not None}
        if accepted:
            refusal = await self._hand_over(client)
            if refusal is not None:
                refusals |= dict.fromkeys(accepted, refusal)
                accepted = []
        return _receipt(accepted, refusals)

    async def _hand_over(self, client: aiosmtplib.SMTP) -> aiosmtplib.SMTPResponseException | None:
        self.handed_over = True
        try:
            await client.data(self._text)
        except aiosmtplib.SMTPDataError as error:
            return error
        return None


async def _ask(client: aiosmtplib.SMTP, address: str) -> aiosmtplib.SMTPResponseException | None:
    try:
        await client.rcpt(address)
    except aiosmtplib.SMTPRecipientRefused as error:
        return error
    return None


def _receipt(
    taken: Sequence[str], refusals: Mapping[str, aiosmtplib.SMTPResponseException]
) -> MailReceipt:
    for_good = {who: answer for who, answer in refusals.items() if answer.code >= 500}
    for_now = {who: answer for who, answer in refusals.items() if who not in for_good}
    return MailReceipt(tuple(taken), _words(for_good), _words(for_now))


def _words(refusals: Mapping[str, aiosmtplib.SMTPResponseException]) -> dict[str, str]:
    return {who: f"{answer.code} {answer.message}" for who, answer in refusals.items()}


def domain_of(address: str) -> str:
    """The part after the @ of an address such as ``Oversight <oversight@example.org>``."""
    return parseaddr(address)[1].rpartition("@")[2]
