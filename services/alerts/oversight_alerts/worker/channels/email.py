"""The channel ``email``: an outbox in the database, sent to the recipients of the settings."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from oversight_alerts.email.chart import draw_chart
from oversight_alerts.email.context import Standing
from oversight_alerts.email.notification import SkippedNotification
from oversight_alerts.email.render import EmailRenderer
from oversight_alerts.episodes.lifecycle import Episode, Transition
from oversight_alerts.repository import Connection, notifications
from oversight_alerts.settings import AlertSettings
from oversight_alerts.threads.limits import Limits
from oversight_alerts.worker.channel import ChannelParts, Check, Settled
from oversight_alerts.worker.email_sender import EmailSender
from oversight_alerts.worker.smtp import domain_of
from oversight_alerts.worker.thread_writer import ThreadWriter
from oversight_runtime.backoff import Backoff


@dataclass(frozen=True)
class EmailChannel:
    """One e-mail a thread and moment, within the limits."""

    writer: ThreadWriter
    sender: EmailSender
    clock: Callable[[], datetime]

    async def queue(self, connection: Connection, episode: Episode, transition: Transition) -> None:
        """See ``Channel``."""
        await notifications.record_waiting(connection, episode, transition, self.clock())

    async def settle(self, standing: Standing, check: Check) -> Settled:
        """See ``Channel``."""
        return await self.writer.settle(standing, check)

    async def skip(self, connection: Connection, skipped: SkippedNotification) -> None:
        """See ``Channel``."""
        await notifications.record_skipped(connection, skipped)

    async def send_due(self) -> int:
        """See ``Channel``."""
        return await self.sender.send_due()


def channel(parts: ChannelParts) -> EmailChannel:
    """The channel as the settings say."""
    settings = parts.settings
    retries = Backoff(timedelta(seconds=2), timedelta(minutes=5), parts.random)
    writer = ThreadWriter(
        parts.pool,
        parts.catalogue,
        EmailRenderer(
            parts.catalogue,
            str(settings.public_url),
            draw_chart,
            str(settings.console_url or ""),
        ).render,
        settings.mail_to,
        domain_of(settings.mail_from),
        _limits(settings),
    )
    sender = EmailSender(
        parts.pool, parts.mailer, settings.mail_from, retries, parts.clock, parts.metrics
    )
    return EmailChannel(writer, sender, parts.clock)


def _limits(settings: AlertSettings) -> Limits:
    return Limits(
        a_thread=settings.mail_a_thread,
        a_day=settings.mail_a_day,
        remind_after=timedelta(hours=settings.mail_reminder_hours),
        follow_up=timedelta(days=settings.mail_follow_up_days),
        update_after=timedelta(days=settings.mail_update_days),
    )
