"""The outbox of the alerts topic: transitions that are not published yet."""

from dataclasses import dataclass
from datetime import datetime

from oversight_alerts.repository import Connection
from oversight_contracts.facts.episode import EpisodeFact


@dataclass(frozen=True)
class Unpublished:
    """A transition to be published, by its number."""

    number: int
    fact: EpisodeFact


async def unpublished(connection: Connection, limit: int) -> list[Unpublished]:
    """The oldest transitions that are not published."""
    rows = await connection.fetch(
        """SELECT number, fact FROM transitions WHERE published_at IS NULL
           ORDER BY number LIMIT $1""",
        limit,
    )
    return [Unpublished(row["number"], EpisodeFact.model_validate(row["fact"])) for row in rows]


async def mark_published(connection: Connection, number: int, now: datetime) -> None:
    """Record that the broker keeps a transition."""
    await connection.execute(
        "UPDATE transitions SET published_at = $2 WHERE number = $1", number, now
    )


async def publish_again(connection: Connection) -> None:
    """Have every episode's newest transition published again: another cluster knows none."""
    await connection.execute(
        """UPDATE transitions SET published_at = NULL FROM episodes
           WHERE episodes.id = transitions.episode
             AND episodes.revision = transitions.revision"""
    )
