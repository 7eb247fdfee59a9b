"""A mailer that keeps its e-mails, and the real one before a mail server of the test's own."""

import asyncio
import email
import email.policy
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import getaddresses
from typing import Protocol

from aiosmtpd.smtp import SMTP, Envelope, Session

from oversight_alerts.worker.smtp import Mailer, MailReceipt, MailUnavailable, SmtpMailer
from oversight_local.stack.ports import HOST, choose_ports

REFUSED = "gone@example.org"
# Refused for now, as greylisting does.
LATER = "later@example.org"
ANSWERS = {REFUSED: "550 gone", LATER: "451 later"}


class Bench(Protocol):
    """A mailer on trial, and what it is tried with."""

    @property
    def mailer(self) -> Mailer: ...

    @property
    def delivered(self) -> list[EmailMessage]: ...

    @property
    def recipients(self) -> list[str]: ...

    async def go_away(self) -> None: ...


@dataclass
class FakeMailer:
    """Keeps e-mails in memory; refuses ``REFUSED``, and everything while it is ``away``.

    ``lost`` takes an e-mail and is gone before it says so.
    """

    delivered: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    away: bool = False
    lost: bool = False

    @property
    def mailer(self) -> Mailer:
        return self

    async def go_away(self) -> None:
        self.away = True

    async def deliver(self, message: EmailMessage, recipients: Sequence[str]) -> MailReceipt:
        """See ``Mailer``."""
        if self.away:
            raise MailUnavailable("away", unknown=False)
        wanted = [address for _, address in getaddresses(list(recipients))]
        taken = [address for address in wanted if address not in (REFUSED, LATER)]
        if taken:
            self.delivered.append(message)
            self.recipients += taken
        if self.lost:
            raise MailUnavailable("lost", unknown=True)
        refused, later = ({a: w for a in wanted if a == who} for who, w in ANSWERS.items())
        return MailReceipt(tuple(taken), refused, later)


class Keeper:
    """What aiosmtpd hands a message to."""

    def __init__(self) -> None:
        self.says = ""
        self.delivered: list[EmailMessage] = []
        self.recipients: list[str] = []

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Refuses two addresses."""
        if address in ANSWERS:
            return ANSWERS[address]
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keeps the message, unless it is told what to say."""
        if self.says:
            return self.says
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode()
        message = email.message_from_bytes(raw, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.delivered.append(message)
        self.recipients += envelope.rcpt_tos
        return "250 kept"


@dataclass
class RealBench:
    """The real mailer before aiosmtpd."""

    keeper: Keeper
    server: asyncio.Server
    mailer: Mailer

    @property
    def delivered(self) -> list[EmailMessage]:
        return self.keeper.delivered

    @property
    def recipients(self) -> list[str]:
        return self.keeper.recipients

    async def go_away(self) -> None:
        self.server.close()
        await self.server.wait_closed()


@asynccontextmanager
async def real_bench(tls: ssl.SSLContext | None = None) -> AsyncIterator[RealBench]:
    """A mail server of the test's own; with ``tls`` it takes nothing before STARTTLS."""
    keeper, port = Keeper(), choose_ports(0, ()).smtp
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(
            keeper, hostname="localhost", tls_context=tls, require_starttls=tls is not None
        ),
        HOST,
        port,
    )
    async with server:
        yield RealBench(keeper, server, SmtpMailer(HOST, port, deadline=5))


@asynccontextmanager
async def plain_server(heard: list[bytes]) -> AsyncIterator[int]:
    """A mail server on the port it answers with: it takes passwords and knows no TLS."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 plain\r\n")
        while line := await reader.readline():
            heard.append(line)
            known = line.startswith((b"EHLO", b"AUTH"))
            writer.write(b"250-plain\r\n250 AUTH PLAIN LOGIN\r\n" if known else b"502 no\r\n")
        writer.close()

    server = await asyncio.start_server(serve, HOST, 0)
    async with server:
        yield int(server.sockets[0].getsockname()[1])


@asynccontextmanager
async def slow_server(seconds: float) -> AsyncIterator[int]:
    """A mail server on the port it answers with that takes so long to say ok to anything."""

    async def serve(reader: asyncio.StreamReader, renderer: asyncio.StreamWriter) -> None:
        renderer.write(b"220 slow\r\n")
        while await reader.readline():
            await asyncio.sleep(seconds)
            renderer.write(b"250 ok\r\n")
        renderer.close()

    server = await asyncio.start_server(serve, HOST, 0)
    async with server:
        yield int(server.sockets[0].getsockname()[1])


@asynccontextmanager
async def taking_server() -> AsyncIterator[int]:
    """A mail server on the port it answers with that takes an e-mail and is gone."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 taking\r\n")
        while (line := await reader.readline()) and line != b".\r\n":
            known = line.startswith((b"EHLO", b"MAIL", b"RCPT"))
            answer = b"354 go on\r\n" if line.startswith(b"DATA") else b"250 ok\r\n" * known
            writer.write(answer)
        writer.close()

    server = await asyncio.start_server(serve, HOST, 0)
    async with server:
        yield int(server.sockets[0].getsockname()[1])
