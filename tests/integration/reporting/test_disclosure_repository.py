"""The key of disclosure control and the memory of snapshots, in the database."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import pytest
from tests.unit.reporting.documents import report_of, stored_item

from oversight_contracts.definitions.models.reports import Audience
from oversight_measures.periods.period import Period
from oversight_reporting.model.basis import Basis
from oversight_reporting.model.document import ReportDocument
from oversight_reporting.model.published_counts import Told, by_what, told_series
from oversight_reporting.model.snapshot import Published, SnapshotKey, freeze
from oversight_reporting.repository.connection import Database
from oversight_reporting.repository.disclosure import DisclosureRepository
from oversight_reporting.repository.snapshots import SnapshotRepository
from oversight_reporting.settings import SCHEMA

AT = datetime(2020, 7, 1, tzinfo=UTC)
JANUARY = Period(date(2020, 1, 1), date(2020, 2, 1))
TOLD = [
    Told(("day", "{}"), "west-midlands", "force", JANUARY, frozenset(), 53, "printed"),
    Told(
        *(("day", "{}"), "west-midlands", "force", JANUARY, frozenset({("offence", "theft")})),
        *(3, "hidden", 0),
    ),
]


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    made = Database(database_url, SCHEMA)
    await made.open()
    yield made
    await made.close()


def repository(database: Database) -> DisclosureRepository:
    return DisclosureRepository(database, SnapshotRepository(database))


async def test_the_key_is_made_once_whoever_starts_first(database: Database) -> None:
    both = await asyncio.gather(repository(database).lots(), repository(database).lots())
    later = await repository(database).lots()
    assert len({lots.draw("partner", "a") for lots in (*both, later)}) == 1
    (key,) = await database.pool.fetch("SELECT key FROM disclosure_key")
    assert len(key["key"]) == 32
    assert str(key["key"]) not in repr(later)


async def kept(database: Database, audience: Audience, told: list[Told] | None) -> str:
    """Freeze a report for an audience that told so much of counts."""
    document = ReportDocument(**dict(report_of(stored_item([]))) | {"audience": audience})
    key = SnapshotKey(audience, "west-midlands", JANUARY.start, JANUARY.end)
    basis = Basis(
        generation=1,
        definitions={},
        residents={},
        weights="",
        changes={},
        told=None if told is None else told_series(told),
    )
    snapshots = SnapshotRepository(database)
    before = await snapshots.newest_snapshot(key)
    snapshot = freeze(document, key, before, AT, "secretariat")
    assert await snapshots.keep_snapshot(snapshot, {}, basis)
    return snapshot.summary.id


async def test_readers_know_what_was_frozen_for_them(database: Database) -> None:
    first = await kept(database, "public", TOLD)
    board = await kept(database, "board", None)
    old = await kept(database, "public", None)
    memory = repository(database)
    found = await memory.published("west-midlands", "public")
    assert found[0] == Published(first, "public", by_what(TOLD))
    assert (found[1].name, found[1].told) == (old, None)
    # What was not kept can be read from its print.
    assert found[1].document is not None
    assert [each.name for each in await memory.published("west-midlands", "board")] == [board]
    assert await memory.published("staffordshire", "public") == []
    newest = await kept(database, "public", TOLD[:1])
    again = await memory.published("west-midlands", "public")
    assert [each.name for each in again] == [first, old, newest]
