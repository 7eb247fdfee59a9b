"""Statements: records that are published as they stand, and which of them still have to be."""

from collections.abc import Collection
from dataclasses import dataclass

import asyncpg
import orjson

from oversight_contracts.facts.facts import StatementFact
from oversight_contracts.records.kinds import STATEMENTS
from oversight_indicators.repository import Connection

_COLUMNS = "key, revision, removed, data"
# The words of the partial index, or it would not be used.
_STATED = "split_part(key, '/', 2) IN ('statistic', 'deliverable-update')"


@dataclass(frozen=True, slots=True)
class StatementBacklog:
    """Rows of ``unpublished_statements``, and what is to be published."""

    ids: list[int]
    facts: list[StatementFact]


async def note_statements(connection: Connection, keys: Collection[str]) -> None:
    """Note which of the changed records with ``keys`` are statements, for whoever publishes."""
    stated = [key for key in keys if key.split("/", 2)[1] in STATEMENTS]
    if stated:
        await connection.execute(
            "INSERT INTO unpublished_statements (key) SELECT unnest($1::text[])", sorted(stated)
        )


async def read_statements(connection: Connection, *, everything: bool) -> StatementBacklog:
    """What changed and is not published, or all there is."""
    noted = await connection.fetch("SELECT id, key FROM unpublished_statements")
    if everything:
        rows = await connection.fetch(f"SELECT {_COLUMNS} FROM records WHERE {_STATED}")
    else:
        keys = list({row["key"] for row in noted})
        rows = await connection.fetch(
            f"SELECT {_COLUMNS} FROM records WHERE key = ANY($1::text[])", keys
        )
    return StatementBacklog([row["id"] for row in noted], [_fact(row) for row in rows])


async def mark_statements(connection: Connection, backlog: StatementBacklog) -> None:
    """These are in the fact log."""
    await connection.execute(
        "DELETE FROM unpublished_statements WHERE id = ANY($1::bigint[])", backlog.ids
    )


def _fact(row: asyncpg.Record) -> StatementFact:
    force, kind, id_ = row["key"].split("/", 2)
    return StatementFact(
        force=force,
        kind=kind,
        id=id_,
        revision=row["revision"],
        data=None if row["removed"] else orjson.loads(row["data"]),
    )
