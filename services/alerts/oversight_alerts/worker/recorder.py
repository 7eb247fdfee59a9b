"""The record stage: what a decision writes in the transaction it is given, and what is told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from oversight_alerts.email.context import Look, Standing
from oversight_alerts.email.notification import SkippedNotification
from oversight_alerts.episodes.fact import fact_of, fact_without_figure
from oversight_alerts.episodes.lifecycle import Episode, State, Transition
from oversight_alerts.episodes.pipeline import Decision
from oversight_alerts.episodes.skip_reason import SkipReason
from oversight_alerts.repository import Connection, episodes
from oversight_alerts.rules.explanation import Explanation
from oversight_alerts.rules.series import RuleSeries
from oversight_alerts.worker.channel import Channel, Check, Settled
from oversight_contracts.facts.episode import EpisodeFact


@dataclass(frozen=True)
class Recorder:
    """Writes episodes, their history, and what each channel is to send."""

    channels: Sequence[Channel]

    async def record(self, connection: Connection, decision: Decision) -> None:
        """Record one decision. Raises ``Overtaken``."""
        before, after = decision.before, decision.step.state
        if after.pending != before.pending:
            await episodes.set_pending(connection, decision.observation.series, after.pending)
        if after.episode is None:
            return
        await self._record_episode(connection, decision, after.episode)
        if decision.notified is not None:
            await self._queue(connection, after.episode, decision.notified)
        elif decision.transition is not None:
            await self._skip(connection, _skipped_of(decision, after.episode))

    async def record_without_figure(
        self,
        connection: Connection,
        before: Episode,
        after: Episode,
        last: EpisodeFact,
        reason: SkipReason,
    ) -> None:
        """Record a transition made by a person, or by the rule's end: nobody is notified.

        Raises ``Overtaken``.
        """
        transition = _BY_STATE[after.state]
        await episodes.update_episode(connection, before, after)
        await episodes.add_transition(connection, fact_without_figure(last, after, transition))
        skipped = SkippedNotification(
            after.id, after.revision, transition, reason, after.changed_at
        )
        await self._skip(connection, skipped)

    async def _record_episode(
        self, connection: Connection, decision: Decision, episode: Episode
    ) -> None:
        before = decision.before.episode
        transition = decision.transition
        if transition is not None:
            fact = fact_of(episode, transition, decision.rule, decision.observation)
        if before is None:
            await episodes.insert_episode(connection, episode, fact)
        elif before != episode:
            await episodes.update_episode(connection, before, episode)
        if transition is not None:
            await episodes.add_transition(connection, fact)

    async def settle(
        self,
        decisions: Iterable[Decision],
        explained: Mapping[RuleSeries, Explanation],
        now: datetime,
        cut_at: datetime,
        check: Check,
    ) -> list[Settled]:
        """Have each channel settle what goes out, once all decisions are recorded.

        Raises ``Overtaken``.
        """
        looks = {
            each.observation.series: _look(each, explained.get(each.observation.series))
            for each in decisions
        }
        standing = Standing(now, cut_at, looks)
        return [await channel.settle(standing, check) for channel in self.channels]

    async def _queue(
        self, connection: Connection, episode: Episode, transition: Transition
    ) -> None:
        for channel in self.channels:
            await channel.queue(connection, episode, transition)

    async def _skip(self, connection: Connection, skipped: SkippedNotification) -> None:
        for channel in self.channels:
            await channel.skip(connection, skipped)


def _look(decision: Decision, explanation: Explanation | None) -> Look:
    before = decision.before.episode
    return Look(
        rule=decision.rule,
        observation=decision.observation,
        silenced=decision.silenced,
        last_notified_value=None if before is None else before.last_notified_value,
        explanation=explanation,
    )


_BY_STATE: Mapping[State, Transition] = {
    "open": "unacknowledged",
    "acknowledged": "acknowledged",
    "resolved": "resolved",
}


def _skipped_of(decision: Decision, episode: Episode) -> SkippedNotification:
    assert decision.transition is not None
    assert isinstance(decision.notification, SkipReason)
    return SkippedNotification(
        episode.id,
        episode.revision,
        decision.transition,
        decision.notification,
        episode.changed_at,
    )
