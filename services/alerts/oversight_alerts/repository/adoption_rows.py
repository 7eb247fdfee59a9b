"""What is written of episodes that were published and are not known."""

from datetime import datetime

from oversight_alerts.episodes import Episode
from oversight_alerts.repository.connection import Connection
from oversight_alerts.repository.episode_rows import exact_text, insert_episode, set_hold
from oversight_contracts.episodes import EpisodeFact


async def load_revisions(connection: Connection) -> dict[str, int]:
    """Every episode that is known, with its revision."""
    rows = await connection.fetch("SELECT id, revision FROM episodes")
    return {row["id"]: row["revision"] for row in rows}


async def put_episode(
    connection: Connection, episode: Episode, fact: EpisodeFact, now: datetime
) -> None:
    """Keep an episode as it was published, with its last transition, which needs no publishing."""
    await set_hold(connection, episode.watch, None)
    changed = await connection.execute(
        """UPDATE episodes SET state = $2, revision = $3, changed_at = $4, resolved_at = $5,
               acknowledged_by = $6, generation = $7, mailed_value = $8, fact = $9
           WHERE id = $1""",
        *(episode.id, episode.state, episode.revision, episode.changed_at, episode.resolved_at),
        *(episode.acknowledged_by, episode.generation, exact_text(episode.mailed_value)),
        fact.model_dump(mode="json"),
    )
    if changed == "UPDATE 0":
        await insert_episode(connection, episode, fact)
    await _note_transition(connection, fact, now)


async def _note_transition(connection: Connection, fact: EpisodeFact, now: datetime) -> None:
    # An older one published now would be the last that the topic says of the episode.
    await connection.execute(
        "UPDATE transitions SET published_at = $2 WHERE episode = $1 AND published_at IS NULL",
        fact.id,
        now,
    )
    await connection.execute(
        """INSERT INTO transitions (episode, revision, fact, published_at)
           VALUES ($1, $2, $3, $4)""",
        *(fact.id, fact.revision, fact.model_dump(mode="json"), now),
    )
