"""A notification by e-mail as it is recorded: its content, or why there is none."""

from dataclasses import dataclass
from datetime import datetime
from email.utils import getaddresses

from oversight_alerts.episodes.lifecycle import Transition
from oversight_alerts.episodes.skip_reason import SkipReason

CHART_ID = "chart@oversight"
"""What the HTML of an e-mail calls its picture by (``cid:``)."""


@dataclass(frozen=True)
class EmailContent:
    """The subject and both bodies of an e-mail; ``chart`` is a PNG that the HTML shows."""

    subject: str
    text: str
    html: str
    chart: bytes | None = None


@dataclass(frozen=True)
class SkippedNotification:
    """A transition of which nobody is notified, and the reason."""

    episode: str
    revision: int
    transition: Transition
    reason: SkipReason
    at: datetime


@dataclass(frozen=True)
class Notification:
    """An e-mail for the outbox: the ``position``-th of its thread, which began at ``began``.

    ``answers`` holds the Message-IDs of the thread's earlier e-mails, oldest first; ``episodes``
    are those it tells of.
    """

    thread: str
    began: datetime
    position: int
    episodes: tuple[str, ...]
    content: EmailContent
    message_id: str
    answers: tuple[str, ...]
    recipients: tuple[str, ...]
    at: datetime


@dataclass(frozen=True)
class QueuedNotification:
    """An e-mail that is due, as the outbox holds it; ``attempts`` counts this one.

    ``taken`` and ``refused`` are the addresses that an earlier attempt was answered for, for good.
    """

    number: int
    attempts: int
    notification: Notification
    taken: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()

    @property
    def left(self) -> tuple[str, ...]:
        """The addresses still to be delivered to."""
        addresses = (address for _, address in getaddresses(list(self.notification.recipients)))
        return tuple(each for each in addresses if each not in (*self.taken, *self.refused))


def message_id(thread: str, position: int, domain: str) -> str:
    """The Message-ID of a thread's e-mail: made once, the same on every attempt."""
    return f"<{thread}.{position}@{domain}>"
