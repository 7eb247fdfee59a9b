"""A mail server in this process, which says so when it has taken a letter, before it answers."""

import asyncio
import email
import email.policy
from collections.abc import Callable

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from oversight_local.stack.ports import HOST


class TakingMail:
    """``with TakingMail(port, taken):`` ``taken`` hears each Message-ID; the answer waits for it.

    ``letters`` holds the Message-IDs, the oldest first.
    """

    def __init__(self, port: int, taken: Callable[[str], None]) -> None:
        self._taken = taken
        self._controller = Controller(self, hostname=HOST, port=port)
        self.letters: list[str] = []

    def __enter__(self) -> "TakingMail":
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Called by aiosmtpd; once this has answered, the letter counts as accepted."""
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode()
        letter = str(email.message_from_bytes(raw, policy=email.policy.default)["Message-ID"])
        self.letters.append(letter)
        await asyncio.to_thread(self._taken, letter)
        return "250 kept"
