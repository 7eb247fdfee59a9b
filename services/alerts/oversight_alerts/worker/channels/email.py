"""The channel ``email``: an outbox in the database, sent to the recipients of the settings."""

from dataclasses import dataclass
from datetime import timedelta

from oversight_alerts.email.context import NotificationContext
from oversight_alerts.email.notification import Notification, SkippedNotification, message_id
from oversight_alerts.email.render import EmailRenderer
from oversight_alerts.repository import Connection, email_outbox
from oversight_alerts.worker.channel import ChannelParts
from oversight_alerts.worker.email_sender import EmailSender
from oversight_alerts.worker.smtp import domain_of
from oversight_runtime.backoff import Backoff


@dataclass(frozen=True)
class EmailChannel:
    """One e-mail a transition; ``domain`` is that of Message-IDs."""

    renderer: EmailRenderer
    recipients: tuple[str, ...]
    domain: str
    sender: EmailSender

    async def queue(self, connection: Connection, context: NotificationContext) -> None:
        """See ``Channel``."""
        episode = context.episode
        notification = Notification(
            episode=episode.id,
            revision=episode.revision,
            transition=context.transition,
            content=self.renderer.render(context),
            message_id=message_id(episode.id, episode.revision, self.domain),
            # The group stage: an episode's e-mails are one thread.
            thread=await email_outbox.load_thread(connection, episode.id),
            recipients=self.recipients,
            at=context.now,
        )
        await email_outbox.queue(connection, notification)

    async def skip(self, connection: Connection, skipped: SkippedNotification) -> None:
        """See ``Channel``."""
        await email_outbox.record_skipped(connection, skipped)

    async def send_due(self) -> int:
        """See ``Channel``."""
        return await self.sender.send_due()


def channel(parts: ChannelParts) -> EmailChannel:
    """The channel as the settings say."""
    settings = parts.settings
    retries = Backoff(timedelta(seconds=2), timedelta(minutes=5), parts.random)
    return EmailChannel(
        EmailRenderer(parts.catalogue, str(settings.public_url)),
        settings.mail_to,
        domain_of(settings.mail_from),
        EmailSender(
            parts.pool, parts.mailer, settings.mail_from, retries, parts.clock, parts.metrics
        ),
    )
