"""A mailer that keeps its e-mails, and the real one before a mail server of the test's own."""

import asyncio
import email
import email.policy
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import getaddresses
from typing import Protocol

from aiosmtpd.smtp import SMTP, Envelope, Session

from oversight_alerts.worker.smtp import Mailer, MailUnavailable, SmtpMailer
from oversight_local.stack.ports import HOST, choose_ports

REFUSED = "gone@example.org"


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
    """Keeps e-mails in memory; refuses ``REFUSED``, and everything while it is ``away``."""

    delivered: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    away: bool = False

    @property
    def mailer(self) -> Mailer:
        return self

    async def go_away(self) -> None:
        self.away = True

    async def deliver(self, message: EmailMessage) -> str | None:
        """See ``Mailer``."""
        wanted = [address for _, address in getaddresses([str(message["To"])])]
        taken = [address for address in wanted if address != REFUSED]
        if self.away or not taken:
            raise MailUnavailable("away" if self.away else f"{REFUSED} is gone")
        self.delivered.append(message)
        self.recipients += taken
        return f"{REFUSED}: gone" if REFUSED in wanted else None


class Keeper:
    """What aiosmtpd hands a message to."""

    def __init__(self) -> None:
        self.delivered: list[EmailMessage] = []
        self.recipients: list[str] = []

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Refuses one address."""
        if address == REFUSED:
            return "550 gone"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keeps the message."""
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
async def real_bench() -> AsyncIterator[RealBench]:
    """A mail server of the test's own."""
    keeper, port = Keeper(), choose_ports(0, ()).smtp
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(keeper, hostname="localhost"), HOST, port
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
