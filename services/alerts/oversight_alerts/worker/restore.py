"""Restores from the alerts topic the episodes that the database does not know.

Normally there is none but after a database was restored: a transition is in the database before it
is published.
"""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime
from fractions import Fraction

import structlog
from aiokafka import TopicPartition

from oversight_alerts.email.notification import SkippedNotification
from oversight_alerts.episodes.lifecycle import EndReason, Episode
from oversight_alerts.episodes.skip_reason import SkipReason
from oversight_alerts.repository import episodes
from oversight_alerts.rules.series import RuleSeries
from oversight_alerts.worker.channel import Channel
from oversight_contracts.facts.episode import EpisodeFact
from oversight_contracts.topics import ALERTS
from oversight_runtime.kafka.connection import Kafka
from oversight_runtime.kafka.consumer import consumer_of
from oversight_runtime.kafka.offsets import end_offsets
from oversight_runtime.postgres import Pool

log = structlog.stdlib.get_logger(__name__)

# A topic of one record an episode is read in a moment.
DEADLINE = 60.0


async def newest_episodes(kafka: Kafka) -> list[EpisodeFact]:
    """The newest published revision of each episode. Raises ``TimeoutError``."""
    end = (await end_offsets(kafka, ALERTS.name)).get(0, 0)
    newest: dict[str, EpisodeFact] = {}
    if end:
        async with asyncio.timeout(DEADLINE):
            for value in await _read(kafka, end):
                fact = EpisodeFact.model_validate_json(value)
                known = newest.get(fact.id)
                if known is None or fact.revision > known.revision:
                    newest[fact.id] = fact
    return list(newest.values())


async def _read(kafka: Kafka, end: int) -> list[bytes]:
    place, values = TopicPartition(ALERTS.name, 0), []
    async with consumer_of(kafka) as consumer:
        consumer.assign([place])
        await consumer.seek_to_beginning(place)
        while await consumer.position(place) < end:
            found = await consumer.getmany(place, timeout_ms=200)
            values += [each.value for each in found.get(place, ()) if each.value is not None]
    return values


# No generation has it: getting worse is measured anew from the worse of what was told and what is.
UNKNOWN_GENERATION = 0


async def restore_published_episodes(
    pool: Pool, published: Iterable[EpisodeFact], channels: Sequence[Channel], now: datetime
) -> int:
    """Have the database know every episode at least as its last publication had it.

    Nobody is notified again of what was published. Answers how many were new.
    """
    async with pool.acquire() as connection, connection.transaction():
        known = await episodes.load_revisions(connection)
        newer = [fact for fact in published if fact.revision > known.get(fact.id, 0)]
        # A series has one unresolved episode: first those that are over.
        for fact in sorted(newer, key=lambda fact: fact.state != "resolved"):
            await episodes.put_episode(connection, episode_of(fact), fact, now)
            skipped = SkippedNotification(
                fact.id, fact.revision, fact.transition, SkipReason.RESTORED, now
            )
            for channel in channels:
                await channel.skip(connection, skipped)
    if newer:
        log.warning("episodes-taken-from-the-topic", episodes=[fact.id for fact in newer])
    return len(newer)


def episode_of(fact: EpisodeFact) -> Episode:
    """The episode that was published."""
    return Episode(
        id=fact.id,
        series=RuleSeries(fact.rule, fact.force, fact.area, fact.by),
        revision=fact.revision,
        state=fact.state,
        opened_at=fact.opened_at,
        changed_at=fact.changed_at,
        generation=UNKNOWN_GENERATION,
        last_notified_value=None if fact.value is None else Fraction(str(fact.value)),
        resolved_at=fact.resolved_at,
        acknowledged_by=fact.acknowledged_by,
        note=fact.note,
        bucket=fact.bucket,
        end_reason=None if fact.end_reason is None else EndReason(fact.end_reason),
    )
