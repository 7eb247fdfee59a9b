"""What is to be recorded of a transition's e-mail: the letter, or why there is none."""

from dataclasses import dataclass
from datetime import datetime

from oversight_alerts.email.render import EmailContent
from oversight_alerts.episodes.deduplicate import SkipReason
from oversight_alerts.episodes.lifecycle import Transition


@dataclass(frozen=True)
class SkippedNotification:
    """A transition that is told to nobody, and the reason."""

    episode: str
    revision: int
    transition: Transition
    reason: SkipReason
    at: datetime


@dataclass(frozen=True)
class Notification:
    """A letter for the outbox.

    ``thread`` holds the Message-IDs of the episode's earlier letters, oldest first.
    """

    episode: str
    revision: int
    transition: Transition
    letter: EmailContent
    message_id: str
    thread: tuple[str, ...]
    recipients: tuple[str, ...]
    at: datetime


@dataclass(frozen=True)
class QueuedNotification:
    """A letter whose time has come, as the outbox holds it; ``attempts`` counts this one."""

    number: int
    attempts: int
    dispatch: Notification


def message_id(episode: str, revision: int, domain: str) -> str:
    """The Message-ID of an episode's letter: made once, the same on every attempt."""
    return f"<{episode}.{revision}@{domain}>"
