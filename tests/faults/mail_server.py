"""A mail server in this process, which says so when it has taken a letter, before it answers."""

import asyncio
import email
import email.policy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from oversight_local.processes.termination import wait_until
from oversight_local.stack.ports import HOST

PATIENCE_SECONDS = 60.0


class TakingMail:
    """``with TakingMail(port, taken):`` ``taken`` hears each Message-ID; the answer waits for it.

    ``begun`` is called, and waited for, as a letter is announced. ``letters`` holds the
    Message-IDs, the oldest first.
    """

    def __init__(
        self, port: int, taken: Callable[[str], None], begun: Callable[[], None] = lambda: None
    ) -> None:
        self._taken, self._begun = taken, begun
        self._controller = Controller(self, hostname=HOST, port=port)
        self.letters: list[str] = []

    def __enter__(self) -> "TakingMail":
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    def takes_another(self, seconds: float) -> bool:
        """Whether another letter comes within so many seconds."""
        come = len(self.letters)
        return wait_until(lambda: len(self.letters) > come, seconds)

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Called by aiosmtpd before there is any letter."""
        await asyncio.to_thread(self._begun)
        envelope.mail_from = address
        return "250 go on"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Called by aiosmtpd; once this has answered, the letter counts as accepted."""
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode()
        letter = str(email.message_from_bytes(raw, policy=email.policy.default)["Message-ID"])
        self.letters.append(letter)
        await asyncio.to_thread(self._taken, letter)
        return "250 kept"


class OnItsWay:
    """Stops a letter that is announced and not given yet, when it is asked to."""

    def __init__(self) -> None:
        self._wanted, self._stands, self._goes_on = Event(), Event(), Event()

    def begun(self) -> None:
        """Stop here, if a letter is to be stopped."""
        if self._wanted.is_set():
            self._wanted.clear()
            self._stands.set()
            self._goes_on.wait(PATIENCE_SECONDS)

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Inside, a letter is on its way, and goes no further."""
        self._stands.clear()
        self._goes_on.clear()
        self._wanted.set()
        assert self._stands.wait(PATIENCE_SECONDS), "no letter was sent"
        try:
            yield
        finally:
            self._goes_on.set()
