"""A mail server for one machine: whatever is sent ends in a Maildir, nothing leaves.

Run as ``python -m oversight_local.stack.mail_catcher PORT MAILDIR``.
"""

import asyncio
import functools
import mailbox
import signal
import sys
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from oversight_local.processes.program import Program
from oversight_local.stack.ports import HOST, answers


def mail_program(port: int, maildir: Path) -> Program:
    """The mail catcher in a process of its own."""
    return Program(
        name="mail",
        title="the mail catcher",
        command=(
            sys.executable,
            "-m",
            "oversight_local.stack.mail_catcher",
            str(port),
            str(maildir),
        ),
        probe=functools.partial(_probe, port),
        stop_seconds=5,
    )


class Catcher:
    """The SMTP handler: keeps each message as it came, below lines for sender and recipients."""

    def __init__(self, maildir: Path) -> None:
        self._maildir = mailbox.Maildir(maildir)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Called by aiosmtpd; the answer is 250 only when the message is on disk."""
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode()
        heading = f"X-MailFrom: {envelope.mail_from}\nX-RcptTo: {', '.join(envelope.rcpt_tos)}\n"
        self._maildir.add(heading.encode() + raw.replace(b"\r\n", b"\n"))
        return "250 kept"


async def serve(port: int, maildir: Path) -> None:
    """Catch mail until SIGTERM or SIGINT."""
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    catcher = Catcher(maildir)
    # Named, since aiosmtpd would ask the network for the name of this machine.
    session = functools.partial(SMTP, catcher, hostname="localhost", enable_SMTPUTF8=True)
    server = await loop.create_server(session, HOST, port)
    async with server:
        await stopped.wait()


def _probe(port: int) -> str | None:
    return None if answers(port) else "it does not accept connections"


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
