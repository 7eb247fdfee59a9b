"""Back-tests on record, and the rules that may open alerts by them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from oversight_alerts.repository import Connection

# The most that one answer lists.
MOST = 200
_TOLD = "id, force, since, until, as_known, why, recorded_by, recorded_at"


class RecordedBacktest(NamedTuple):
    """A back-test as it is kept; ``sets`` is what was sent of each set of rules."""

    id: str
    force: str
    since: date
    until: date
    as_known: str
    why: str
    recorded_by: str
    recorded_at: datetime
    sets: list[dict[str, Any]]


async def add(connection: Connection, backtest: RecordedBacktest) -> None:
    """Put a back-test on record."""
    await connection.execute(
        f"INSERT INTO backtests ({_TOLD}, sets) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        *backtest,
    )


async def read(connection: Connection, name: str) -> RecordedBacktest | None:
    """One back-test."""
    row = await connection.fetchrow(f"SELECT {_TOLD}, sets FROM backtests WHERE id = $1", name)
    return None if row is None else RecordedBacktest(**dict(row))


async def newest(connection: Connection) -> list[dict[str, Any]]:
    """The back-tests on record in brief, the newest first: what came of the rules that were tried.

    Worked out here: whole, two hundred of them are hundreds of megabytes.
    """
    rows = await connection.fetch(
        f"""SELECT {_TOLD}, (sets -> -1 ->> 'emails_a_month')::float8 AS emails_a_month, tried.*
            FROM backtests CROSS JOIN LATERAL (
                SELECT jsonb_object_agg(rule.key, rule.value -> 'content_hash') AS rules,
                    sum((rule.value ->> 'mute_hours')::float8) AS mute_hours,
                    sum(jsonb_array_length(jsonb_path_query_array(
                        rule.value, '$.episodes[*] ? (@.before == false)'))) AS episodes
                FROM jsonb_each(sets -> -1 -> 'rules') AS rule) AS tried
            ORDER BY recorded_at DESC, id LIMIT $1""",
        MOST,
    )
    return [dict(row) for row in rows]


async def allow(
    connection: Connection,
    hashes: Mapping[tuple[str, str], str],
    backtest: str | None,
    now: datetime,
) -> None:
    """Have rules open alerts from now on: content hashes by rule and force."""
    await connection.executemany(
        """INSERT INTO rules_on_record (content_hash, rule, force, backtest, recorded_at)
           VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING""",
        [(each, rule, force, backtest, now) for (rule, force), each in hashes.items()],
    )


async def allow_the_first(
    connection: Connection, hashes: Mapping[tuple[str, str], str], now: datetime
) -> bool:
    """The same of the first rules that a database sees; false where it has seen others before."""
    status = await connection.execute(
        "INSERT INTO first_rules (recorded_at) VALUES ($1) ON CONFLICT DO NOTHING", now
    )
    if status != "INSERT 0 1":
        return False
    await allow(connection, hashes, None, now)
    return True


async def known(connection: Connection, hashes: Iterable[str]) -> frozenset[str]:
    """Those of the content hashes that are on record."""
    rows = await connection.fetch(
        "SELECT DISTINCT content_hash FROM rules_on_record WHERE content_hash = ANY($1)",
        list(hashes),
    )
    return frozenset(row["content_hash"] for row in rows)
