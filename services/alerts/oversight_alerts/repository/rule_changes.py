"""By which content of its rule each episode is judged, and what went on under a changed one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from oversight_alerts.repository import Connection

Hashes = Mapping[tuple[str, str], str]
"""The content hash of each rule in each force."""
_KNOWN = "unnest($1::text[], $2::text[], $3::text[]) AS known (rule, force, hash)"
_LASTS = """episodes.rule = known.rule AND episodes.force = known.force
    AND state <> 'resolved'"""


async def note_changes(connection: Connection, hashes: Hashes, now: datetime) -> None:
    """Keep of each episode that lasts that its rule is another one than it was judged by so far."""
    await connection.execute(
        f"""INSERT INTO rule_changes (episode, at, content_before, content_after)
            SELECT id, $4, content_hash, hash FROM episodes JOIN {_KNOWN} ON {_LASTS}
            WHERE content_hash <> hash ORDER BY id""",
        *(*_columns(hashes), now),
    )


async def keep_content(connection: Connection, hashes: Hashes) -> None:
    """Keep of each episode that lasts what it is judged by now."""
    await connection.execute(
        f"""UPDATE episodes SET content_hash = hash FROM {_KNOWN}
            WHERE {_LASTS} AND content_hash IS DISTINCT FROM hash""",
        *_columns(hashes),
    )


async def list_changes(connection: Connection, episode: str) -> list[dict[str, Any]]:
    """The changes under which an episode went on, oldest first."""
    rows = await connection.fetch(
        "SELECT at, content_before, content_after FROM rule_changes WHERE episode = $1"
        " ORDER BY number",
        episode,
    )
    return [dict(row) for row in rows]


def _columns(hashes: Hashes) -> tuple[list[str], list[str], list[str]]:
    places = list(hashes)
    return [rule for rule, _ in places], [force for _, force in places], list(hashes.values())
