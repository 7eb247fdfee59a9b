"""Writes of the projection: positions, totals, the last cut and episodes."""

from collections.abc import Iterator, Sequence
from typing import Any

import orjson

from oversight_contracts.breakdowns import dimensions_of
from oversight_contracts.facts.episode import EpisodeFact
from oversight_contracts.facts.facts import Cut, TotalFact
from oversight_contracts.log_position import NOTHING_READ, LogPosition
from oversight_contracts.topics import ALERTS, FACTS
from oversight_projection.buffer import Application
from oversight_projection.position import PositionMoved
from oversight_reporting.repository import Connection
from oversight_reporting.repository.figures import SELECT_CUT, cut_of
from oversight_reporting.repository.reconciliations import write_hours
from oversight_reporting.repository.statements import write_statements

CHUNK = 10_000
MOVE_READING = """
INSERT INTO readings AS stored (topic, log, next_offset) VALUES ($1, $4, $5)
ON CONFLICT (topic) DO UPDATE SET log = $4, next_offset = $5
    WHERE stored.log IS NOT DISTINCT FROM $2 AND stored.next_offset = $3
"""
UPSERT_TOTALS = """
INSERT INTO totals AS stored (generation, indicator, force, area, dimensions, bucket, breakdown,
                              revision, n, total_of, pending, durations, arrived, corrected,
                              removed)
SELECT generation, indicator, force, area, dimensions, bucket, breakdown,
       revision, n, total_of, pending, durations::json, arrived, corrected, removed
FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
            $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::text[],
            $13::bigint[], $14::bigint[], $15::bigint[])
     AS sent (generation, indicator, force, area, dimensions, bucket, breakdown,
              revision, n, total_of, pending, durations, arrived, corrected, removed)
ON CONFLICT (generation, indicator, force, area, dimensions, bucket, breakdown) DO UPDATE
    SET revision = excluded.revision, n = excluded.n, total_of = excluded.total_of,
        pending = excluded.pending, durations = excluded.durations, arrived = excluded.arrived,
        corrected = excluded.corrected, removed = excluded.removed
    WHERE excluded.revision > stored.revision
"""
SET_CUT = """
INSERT INTO last_cut (generation, definitions, positions, cut_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (only_row) DO UPDATE SET generation = excluded.generation,
    definitions = excluded.definitions, positions = excluded.positions, cut_at = excluded.cut_at
"""
UPSERT_EPISODES = """
INSERT INTO episodes AS stored (id, revision, state, changed_at, episode)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, state = excluded.state,
    changed_at = excluded.changed_at, episode = excluded.episode
    WHERE excluded.revision > stored.revision
"""


async def apply(
    connection: Connection, application: Application, seen: LogPosition, log: str
) -> None:
    """Write totals, hours, statements, cut and position. Raises ``PositionMoved``."""
    moved = LogPosition(log, application.next_offset)
    await _move(connection, FACTS.name, seen, moved)
    for columns in _columns(application.totals):
        await connection.execute(UPSERT_TOTALS, *columns)
    await write_hours(connection, application.hours)
    await write_statements(connection, application.statements)
    if application.cut is not None:
        await _set_cut(connection, application.cut)


async def keep_episodes(
    connection: Connection,
    episodes: Sequence[EpisodeFact],
    next_offset: int,
    seen: LogPosition,
    log: str,
) -> None:
    """Write episodes and position. Raises ``PositionMoved``."""
    await _move(connection, ALERTS.name, seen, LogPosition(log, next_offset))
    rows = [
        (each.id, each.revision, each.state, each.changed_at, each.model_dump(mode="json"))
        for each in episodes
    ]
    await connection.executemany(UPSERT_EPISODES, rows)


async def read_position(connection: Connection, topic: str) -> LogPosition:
    """The position that ``topic`` is read up to; 0 of no log before anything was read."""
    row = await connection.fetchrow("SELECT log, next_offset FROM readings WHERE topic = $1", topic)
    return LogPosition(row["log"], row["next_offset"]) if row else NOTHING_READ


async def read_cut(connection: Connection) -> Cut | None:
    """The cut that figures are read as at."""
    return cut_of(await connection.fetchrow(SELECT_CUT))


async def read_episodes(connection: Connection, limit: int) -> list[EpisodeFact]:
    """Those not resolved first, then the latest change first."""
    rows = await connection.fetch(
        "SELECT episode FROM episodes ORDER BY state = 'resolved', changed_at DESC LIMIT $1", limit
    )
    return [EpisodeFact.model_validate(row["episode"]) for row in rows]


async def read_episode(connection: Connection, identity: str) -> EpisodeFact | None:
    """One episode as it stands."""
    found = await connection.fetchval("SELECT episode FROM episodes WHERE id = $1", identity)
    return EpisodeFact.model_validate(found) if found else None


async def _set_cut(connection: Connection, cut: Cut) -> None:
    positions = [each.model_dump() for each in cut.positions]
    await connection.execute(SET_CUT, cut.generation, cut.definitions, positions, cut.at)
    await connection.execute("DELETE FROM totals WHERE generation < $1", cut.generation)


async def _move(connection: Connection, topic: str, seen: LogPosition, moved: LogPosition) -> None:
    done = await connection.execute(
        MOVE_READING, topic, seen.log, seen.offset, moved.log, moved.offset
    )
    if done != "INSERT 0 1":
        raise PositionMoved(f"{topic} is no longer at {seen.offset} of {seen.log}")


def _columns(totals: Sequence[TotalFact]) -> Iterator[tuple[list[Any], ...]]:
    rows = sorted(map(_row, totals), key=lambda row: row[:7])
    for start in range(0, len(rows), CHUNK):
        yield tuple(map(list, zip(*rows[start : start + CHUNK], strict=True)))


def _row(fact: TotalFact) -> tuple[Any, ...]:
    durations = (
        orjson.dumps(fact.values, option=orjson.OPT_NON_STR_KEYS).decode() if fact.values else None
    )
    return (
        *(fact.generation, fact.indicator, fact.force, fact.area, dimensions_of(fact.by)),
        *(fact.bucket, fact.by, fact.revision, fact.n, fact.of, fact.pending, durations),
        *(fact.arrived, fact.corrected, fact.removed),
    )
