"""A notification channel: how people are notified of a transition."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from oversight_alerts.email.context import Standing
from oversight_alerts.email.notification import SkippedNotification
from oversight_alerts.episodes.lifecycle import Episode, Transition
from oversight_alerts.metrics import Metrics
from oversight_alerts.repository import Connection
from oversight_alerts.settings import AlertSettings
from oversight_alerts.worker.smtp import Mailer
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_runtime.postgres import Pool


@dataclass(frozen=True)
class Settled:
    """What a channel settled in one evaluation: notifications to be sent, and held back."""

    queued: int = 0
    folded: int = 0
    changed: bool = False


# Raises ``Overtaken`` where it may not be told of any more what an evaluation found.
Check = Callable[[Connection], Awaitable[None]]


class Channel(Protocol):
    """Queues in the transaction that decides, and sends afterwards until it is taken."""

    async def queue(self, connection: Connection, episode: Episode, transition: Transition) -> None:
        """Note that people are to be notified of a transition, just recorded."""
        ...

    async def settle(self, standing: Standing, check: Check) -> Settled:
        """Once all transitions of an evaluation are noted: what goes out now, and as what.

        In transactions of its own; ``check`` is called in the one that writes. Raises
        ``Overtaken``, and has written nothing then.
        """
        ...

    async def skip(self, connection: Connection, skipped: SkippedNotification) -> None:
        """Record that nobody is notified of a transition, and why."""
        ...

    async def send_due(self) -> int:
        """Try every notification that is due once; answers how many were tried."""
        ...


@dataclass(frozen=True)
class ChannelParts:
    """The dependencies of a channel; ``random`` answers a number in [0, 1)."""

    settings: AlertSettings
    catalogue: Catalogue
    pool: Pool
    mailer: Mailer
    metrics: Metrics
    clock: Callable[[], datetime]
    random: Callable[[], float]
