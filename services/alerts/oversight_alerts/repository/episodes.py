"""Episodes, their transitions, and the pending times of those that may become or end one."""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from typing import get_args

import asyncpg

from oversight_alerts.episodes.lifecycle import (
    AlertState,
    EndReason,
    Episode,
    PendingSince,
    State,
)
from oversight_alerts.repository import Connection
from oversight_alerts.rules.series import RuleSeries
from oversight_contracts.facts.episode import EpisodeFact


class Overtaken(Exception):
    """Another writer moved the episode since it was read: read again."""


async def take_turn(connection: Connection) -> None:
    """Keep other evaluations from writing until the end of this transaction."""
    await connection.execute("SELECT pg_advisory_xact_lock(hashtext('oversight.alerts.evaluate'))")


async def load_states(connection: Connection) -> dict[RuleSeries, AlertState]:
    """Every series that has an unresolved episode or a pending time."""
    rows = await connection.fetch("SELECT * FROM episodes WHERE state <> 'resolved'")
    episodes = {series_of(row): episode_of(row) for row in rows}
    pending = {
        series_of(row): PendingSince(row["kind"], row["since"])
        for row in await connection.fetch("SELECT * FROM holds")
    }
    series = episodes.keys() | pending.keys()
    return {series: AlertState(episodes.get(series), pending.get(series)) for series in series}


async def lock_episode(connection: Connection, episode: str) -> tuple[Episode, EpisodeFact] | None:
    """One episode and its last fact, for change; None where there is none of this id."""
    row = await connection.fetchrow("SELECT * FROM episodes WHERE id = $1 FOR UPDATE", episode)
    return None if row is None else (episode_of(row), EpisodeFact.model_validate(row["fact"]))


async def insert_episode(connection: Connection, episode: Episode, fact: EpisodeFact) -> None:
    """Keep a new episode. Raises ``Overtaken`` where its series has one already."""
    try:
        await connection.execute(
            """INSERT INTO episodes (id, rule, force, area, breakdown, state, revision, opened_at,
                   changed_at, resolved_at, acknowledged_by, generation, mailed_value, note,
                   bucket, mute_since, end_reason, fact)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
                   $17, $18)""",
            *_values(episode),
            fact.model_dump(mode="json"),
        )
    except asyncpg.UniqueViolationError as error:
        raise Overtaken(episode.id) from error


async def update_episode(connection: Connection, before: Episode, after: Episode) -> None:
    """Keep an episode as it stands now. Raises ``Overtaken``."""
    status = await connection.execute(
        """UPDATE episodes SET state = $2, revision = $3, changed_at = $4, resolved_at = $5,
               acknowledged_by = $6, generation = $7, mailed_value = $8, mute_since = $9,
               end_reason = $10, note = $11
           WHERE id = $1 AND revision = $12""",
        after.id,
        after.state,
        after.revision,
        after.changed_at,
        after.resolved_at,
        after.acknowledged_by,
        after.generation,
        exact_text(after.last_notified_value),
        after.mute_since,
        after.end_reason,
        after.note,
        before.revision,
    )
    if status != "UPDATE 1":
        raise Overtaken(after.id)


async def add_transition(connection: Connection, fact: EpisodeFact) -> None:
    """Add to the history, and to what is to be published."""
    document = fact.model_dump(mode="json")
    await connection.execute("UPDATE episodes SET fact = $2 WHERE id = $1", fact.id, document)
    await connection.execute(
        "INSERT INTO transitions (episode, revision, fact) VALUES ($1, $2, $3)",
        fact.id,
        fact.revision,
        document,
    )


async def set_pending(
    connection: Connection, series: RuleSeries, pending: PendingSince | None
) -> None:
    """Keep since when a series has been broken or recovered, or forget it."""
    place = (series.rule, series.force, series.area, series.by)
    if pending is None:
        await connection.execute(
            "DELETE FROM holds WHERE (rule, force, area, breakdown) = ($1, $2, $3, $4)", *place
        )
        return
    await connection.execute(
        """INSERT INTO holds (rule, force, area, breakdown, kind, since)
           VALUES ($1, $2, $3, $4, $5, $6)
           ON CONFLICT (rule, force, area, breakdown)
           DO UPDATE SET kind = excluded.kind, since = excluded.since""",
        *place,
        pending.kind,
        pending.since,
    )


async def list_episodes(
    connection: Connection,
    states: Sequence[str],
    rule: str | None,
    area: str | None,
    limit: int,
) -> list[EpisodeFact]:
    """The newest episodes as they stand."""
    rows = await connection.fetch(
        """SELECT fact FROM episodes
           WHERE (cardinality($1::text[]) = 0 OR state = ANY ($1))
             AND ($2::text IS NULL OR rule = $2) AND ($3::text IS NULL OR area = $3)
           ORDER BY opened_at DESC, id LIMIT $4""",
        list(states),
        rule,
        area,
        limit,
    )
    return [EpisodeFact.model_validate(row["fact"]) for row in rows]


async def load_history(connection: Connection, episode: str) -> list[EpisodeFact]:
    """An episode after each of its transitions, oldest first."""
    rows = await connection.fetch(
        "SELECT fact FROM transitions WHERE episode = $1 ORDER BY revision", episode
    )
    return [EpisodeFact.model_validate(row["fact"]) for row in rows]


async def count_by_state(connection: Connection) -> dict[str, int]:
    """The number of episodes in each state."""
    rows = await connection.fetch("SELECT state, count(*) AS n FROM episodes GROUP BY state")
    return dict.fromkeys(get_args(State), 0) | {row["state"]: row["n"] for row in rows}


def series_of(row: asyncpg.Record) -> RuleSeries:
    """The series of a row of episodes or holds."""
    return RuleSeries(row["rule"], row["force"], row["area"], row["breakdown"])


def episode_of(row: asyncpg.Record) -> Episode:
    """The episode of a row."""
    mailed = row["mailed_value"]
    return Episode(
        id=row["id"],
        series=series_of(row),
        revision=row["revision"],
        state=row["state"],
        opened_at=row["opened_at"],
        changed_at=row["changed_at"],
        generation=row["generation"],
        last_notified_value=None if mailed is None else Fraction(mailed),
        resolved_at=row["resolved_at"],
        acknowledged_by=row["acknowledged_by"],
        note=row["note"],
        bucket=row["bucket"],
        mute_since=row["mute_since"],
        end_reason=None if row["end_reason"] is None else EndReason(row["end_reason"]),
    )


def _values(episode: Episode) -> tuple[object, ...]:
    series = episode.series
    return (
        episode.id,
        *(series.rule, series.force, series.area, series.by),
        *(episode.state, episode.revision, episode.opened_at, episode.changed_at),
        *(episode.resolved_at, episode.acknowledged_by, episode.generation),
        exact_text(episode.last_notified_value),
        *(episode.note, episode.bucket, episode.mute_since, episode.end_reason),
    )


def exact_text(value: Fraction | None) -> str | None:
    """A fraction as text, for example 175/3."""
    return None if value is None else str(value)


async def load_revisions(connection: Connection) -> dict[str, int]:
    """Every episode that is known, with its revision."""
    rows = await connection.fetch("SELECT id, revision FROM episodes")
    return {row["id"]: row["revision"] for row in rows}


async def put_episode(
    connection: Connection, episode: Episode, fact: EpisodeFact, now: datetime
) -> None:
    """Keep an episode as it was published, with its last transition, which needs no publishing."""
    await set_pending(connection, episode.series, None)
    changed = await connection.execute(
        """UPDATE episodes SET state = $2, revision = $3, changed_at = $4, resolved_at = $5,
               acknowledged_by = $6, generation = $7, mailed_value = $8, bucket = $9,
               end_reason = $10, note = $11, fact = $12
           WHERE id = $1""",
        *(episode.id, episode.state, episode.revision, episode.changed_at, episode.resolved_at),
        *(episode.acknowledged_by, episode.generation, exact_text(episode.last_notified_value)),
        *(episode.bucket, episode.end_reason, episode.note),
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
