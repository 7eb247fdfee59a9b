"""The record stage: what a change writes, all in the transaction it is given."""

from dataclasses import dataclass
from datetime import datetime

from oversight_alerts.email.context import NotificationContext
from oversight_alerts.email.notification import Notification, SkippedNotification, message_id
from oversight_alerts.email.render import EmailRenderer
from oversight_alerts.episodes.deduplicate import SkipReason
from oversight_alerts.episodes.fact import fact_of, fact_without_figure
from oversight_alerts.episodes.lifecycle import Episode, Transition
from oversight_alerts.episodes.pipeline import Decision
from oversight_alerts.repository import Connection, email_outbox, episodes
from oversight_contracts.facts.episode import EpisodeFact


@dataclass(frozen=True)
class Recorder:
    """Writes episodes, history, outbox; ``domain`` is that of Message-IDs."""

    writer: EmailRenderer
    recipients: tuple[str, ...]
    domain: str

    async def record(
        self, connection: Connection, change: Decision, now: datetime, cut_at: datetime
    ) -> None:
        """Record one change. Raises ``Overtaken``."""
        before, after = change.before, change.step.standing
        if after.hold != before.hold:
            await episodes.set_hold(connection, change.reading.watch, after.hold)
        if after.episode is None:
            return
        await self._keep(connection, change, after.episode)
        if change.letter is not None:
            told = before.episode.mailed_value if before.episode else None
            occasion = NotificationContext(
                change.rule, change.reading, after.episode, change.letter, now, cut_at, told
            )
            await email_outbox.queue(connection, await self._dispatch(connection, occasion))
        elif change.transition is not None:
            await self._withhold(connection, change, after.episode)

    async def _keep(self, connection: Connection, change: Decision, episode: Episode) -> None:
        before = change.before.episode
        transition = change.transition
        if transition is not None:
            fact = fact_of(episode, transition, change.rule, change.reading)
        if before is None:
            await episodes.insert_episode(connection, episode, fact)
        elif before != episode:
            await episodes.update_episode(connection, before, episode)
        if transition is not None:
            await episodes.add_transition(connection, fact)

    async def _withhold(self, connection: Connection, change: Decision, episode: Episode) -> None:
        assert change.transition is not None
        assert isinstance(change.mail, SkipReason)
        withholding = SkippedNotification(
            episode.id, episode.revision, change.transition, change.mail, episode.changed_at
        )
        await email_outbox.withhold(connection, withholding)

    async def _dispatch(
        self, connection: Connection, occasion: NotificationContext
    ) -> Notification:
        # The group stage: an episode's letters are one thread.
        episode = occasion.episode
        return Notification(
            episode=episode.id,
            revision=episode.revision,
            transition=occasion.transition,
            letter=self.writer.write(occasion),
            message_id=message_id(episode.id, episode.revision, self.domain),
            thread=await email_outbox.load_thread(connection, episode.id),
            recipients=self.recipients,
            at=occasion.now,
        )


async def record_without_figure(
    connection: Connection, before: Episode, after: Episode, last: EpisodeFact, reason: SkipReason
) -> None:
    """Record a transition made by a person, or by the rule's end: nobody is mailed.

    Raises ``Overtaken``.
    """
    transition: Transition = "resolved" if after.state == "resolved" else "acknowledged"
    await episodes.update_episode(connection, before, after)
    await episodes.add_transition(connection, fact_without_figure(last, after, transition))
    withholding = SkippedNotification(
        after.id, after.revision, transition, reason, after.changed_at
    )
    await email_outbox.withhold(connection, withholding)
