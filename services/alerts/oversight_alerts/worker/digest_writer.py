"""The digest of all rules, written with the evaluation that is the first after its time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from oversight_alerts.digest.digest import Digest, MailState, Material, digest_of
from oversight_alerts.digest.judged import SeriesLook, mute_series
from oversight_alerts.digest.schedule import Schedule
from oversight_alerts.email.notification import EmailContent, Notification, message_id
from oversight_alerts.episodes.silences import Silence
from oversight_alerts.repository import Connection, digests, email_outbox
from oversight_alerts.repository.digests import LastDigest
from oversight_alerts.worker.evaluator import Evaluation
from oversight_alerts.worker.trial_gate import TrialGate


@dataclass(frozen=True)
class DigestWriter:
    """Queues the newest digest that is due, once; older ones that were missed are part of it."""

    schedule: Schedule
    render: Callable[[Digest], EmailContent]
    recipients: tuple[str, ...]
    domain: str
    # Knows what would be on trial, where the gate is off.
    ungated: TrialGate = TrialGate()

    async def write(
        self, connection: Connection, evaluation: Evaluation, silences: Sequence[Silence]
    ) -> bool:
        """Queue a digest in the transaction of an evaluation; answers whether one was due."""
        every, day = self.schedule.every, self.schedule.last_day(evaluation.at)
        if await digests.is_known(connection, every, day):
            return False
        if not await digests.claim(connection, every, day, evaluation.at):
            return False
        await digests.void_waiting(connection, evaluation.at)
        last = await digests.load_last(connection, every, day)
        if last is None:
            return False
        material = await self._material(connection, evaluation, silences, day, last)
        notification = self._notification(digest_of(self.schedule, day, material))
        await digests.queue(connection, every, day, notification, mute_series(material.looks))
        return True

    async def _material(
        self,
        connection: Connection,
        evaluation: Evaluation,
        silences: Sequence[Silence],
        day: date,
        last: LastDigest,
    ) -> Material:
        since = last.before.until or self.schedule.due_at(day - self.schedule.step)
        outbox = await email_outbox.outbox(connection)
        mail = MailState(outbox.waiting, outbox.oldest, outbox.refused, outbox.folded, last.lost)
        return Material(
            now=evaluation.at,
            cut_at=evaluation.cut_at,
            looks=[
                SeriesLook(each.rule, each.observation, each.silenced)
                for each in evaluation.decisions
            ],
            episodes=await digests.load_episodes(connection, since),
            silences=silences,
            feeds=evaluation.feeds,
            mail=mail,
            before=last.before,
            untried=len({rule for rule, _ in await self.ungated.on_trial(connection)}),
        )

    def _notification(self, digest: Digest) -> Notification:
        name = f"digest-{digest.schedule.every}-{digest.day:%Y%m%d}"
        return Notification(
            thread=name,
            began=digest.now,
            position=1,
            episodes=(),
            content=self.render(digest),
            message_id=message_id(name, 1, self.domain),
            answers=(),
            recipients=self.recipients,
            at=digest.now,
        )
