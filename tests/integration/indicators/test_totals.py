"""verify, rebuild and generations."""

import asyncio
import json
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from shutil import copytree

import asyncpg
from tests.integration.indicators.incidents import event, expected, lifecycles
from tests.integration.indicators.stand import Stand, until

from oversight_contracts.definitions.catalogue import load_catalogue
from oversight_indicators.contributions.compiler import Contributions
from oversight_indicators.maintenance.recompute import Recomputation
from oversight_indicators.repository.durations import read_durations
from oversight_indicators.repository.totals import compare_staged, make_stage, series_numbers
from oversight_runtime.postgres import Connection


async def test_verify_finds_a_planted_difference(stand: Stand) -> None:
    await stand.start()
    await stand.send(lifecycles(20, seed=5), batch=20)
    await stand.counted()
    await stand.sql(
        "UPDATE totals SET n = n + 1 WHERE (series, bucket) = (SELECT t.series, t.bucket FROM"
        " totals t JOIN series s ON s.id = t.series WHERE s.indicator = 'incidents.recorded'"
        " AND s.area = 'force' AND s.breakdown = '' ORDER BY t.bucket LIMIT 1)"
        " AND partition = (SELECT min(partition) FROM totals)"
    )
    code, output = await stand.run("verify", "--json")
    report = json.loads(output)
    assert code == 1
    assert report["different"] == 1
    (difference,) = report["differences"]
    assert (difference["indicator"], difference["bucket"]) == ("incidents.recorded", "2026-03-28")
    assert difference["stored"]["n"] == difference["recomputed"]["n"] + 1


async def test_verify_finds_a_total_that_was_lost(stand: Stand) -> None:
    await stand.start()
    await stand.send([event("a", 1)])
    await stand.counted()
    await stand.sql("DELETE FROM totals")
    for lost in ("totals", "series"):
        await stand.sql(f"DELETE FROM {lost}")
        code, output = await stand.run("verify")
        assert code == 1
        assert "incidents.recorded west-midlands/force all 2026-03-28" in output


async def test_verify_finds_a_total_of_no_record(stand: Stand) -> None:
    await stand.start()
    await stand.send([event("a", 1)])
    await stand.counted()
    await stand.sql("DELETE FROM records")
    code, output = await stand.run("verify", "--json")
    report = json.loads(output)
    assert code == 1
    assert report["different"] == report["totals"] > 0
    assert report["records"] == 0


async def test_what_is_worked_out_in_portions_is_the_same(stand: Stand, definitions: Path) -> None:
    await stand.start()
    await stand.send(lifecycles(60, seed=8), batch=20)
    await stand.counted()
    contributions = Contributions(load_catalogue(definitions))
    async with transaction_of(stand.database_url) as connection:
        await connection.execute("SET LOCAL search_path = indicators")
        await make_stage(connection)
        recomputation = Recomputation(contributions, partial(series_numbers, connection), portion=7)
        told: list[int] = []
        await recomputation.stage(connection, told.append)
        generation = await connection.fetchval("SELECT id FROM generations WHERE active")
        rows = [row async for rows in compare_staged(connection, generation, 100) for row in rows]
    assert recomputation.records == sum(told) == 60
    assert max(told) == 7
    assert rows
    for _, _, *figures in rows:
        assert figures[:3] == figures[4:7]
        assert read_durations(figures[3]) == read_durations(figures[7])


async def test_other_definitions_need_a_rebuild_and_get_one(
    stand: Stand, definitions: Path
) -> None:
    events = lifecycles(30, seed=6)
    await stand.start()
    await stand.send(events, batch=30)
    await stand.published()
    await stand.stop()
    changed = stand.folder / "definitions"
    copytree(definitions, changed)
    targets = changed / "targets.yaml"
    targets.write_text(targets.read_text().replace("seconds: 900", "seconds: 1200"))
    stand.definitions = changed
    code, _ = await stand.run()
    assert code == 1
    assert "oversight rebuild" in stand.log
    code, output = await stand.run("rebuild", "--json")
    assert code == 0, output
    await stand.start()
    await stand.send([event("after", 1)])
    events.append(event("after", 1))
    facts = await stand.published()
    newest = max(cut.generation for cut in facts.cuts)
    assert newest == json.loads(output)["generation"]
    assert facts.totals() == expected(load_catalogue(changed), events)
    code, output = await stand.run("verify")
    assert code == 0, output


async def test_a_running_worker_goes_on_in_a_rebuilt_generation(
    stand: Stand, definitions: Path
) -> None:
    events = lifecycles(30, seed=7)
    await stand.start()
    await stand.send(events[:60], batch=20)
    await stand.published()
    code, _ = await stand.run("rebuild")
    assert code == 0
    await stand.send(events[60:], batch=20)
    facts = await stand.published()
    assert len({cut.generation for cut in facts.cuts}) == 2
    assert facts.totals() == expected(load_catalogue(definitions), events)


async def test_a_rebuild_that_is_killed_leaves_all_as_it_was(
    stand: Stand, definitions: Path
) -> None:
    # No patience is lost over a rebuild, however long.
    stand.watchdog_seconds = 1.0
    events = lifecycles(30, seed=9)
    await stand.start()
    await stand.send(events[:60], batch=20)
    before = await stand.published()
    async with transaction_of(stand.database_url) as holding:
        # It reads all and gets no further, and no worker past it.
        await holding.execute("LOCK TABLE indicators.totals IN SHARE MODE")
        rebuild = await stand.spawn("rebuild")
        await until(lambda: _paused(stand), "counting is paused")
        await stand.send(events[60:], batch=20)
        # Longer than the watchdog would bear without a rebuild.
        await asyncio.sleep(3)
        assert rebuild.returncode is None
        rebuild.send_signal(signal.SIGKILL)
        await rebuild.wait()
    facts = await stand.published()
    assert {cut.generation for cut in facts.cuts} == {before.cuts[-1].generation}
    assert facts.totals() == expected(load_catalogue(definitions), events)
    code, output = await stand.run("verify")
    assert code == 0, output


async def test_an_idle_worker_of_other_definitions_ends_after_a_rebuild(
    stand: Stand, definitions: Path
) -> None:
    await stand.start()
    changed = stand.folder / "definitions"
    copytree(definitions, changed)
    targets = changed / "targets.yaml"
    targets.write_text(targets.read_text().replace("seconds: 900", "seconds: 1200"))
    stand.definitions = changed
    code, output = await stand.run("rebuild")
    assert code == 0, output
    assert await stand.ended() == 1
    assert "other definitions than this process has read" in stand.log
    await stand.start()


@asynccontextmanager
async def transaction_of(url: str) -> AsyncIterator[Connection]:
    """A connection of the test's own, in a transaction that is given up at the end."""
    connection = await asyncpg.connect(url)
    transaction = connection.transaction()
    await transaction.start()
    try:
        yield connection
    finally:
        await transaction.rollback()
        await connection.close()


async def _paused(stand: Stand) -> bool:
    rows = await stand.sql(
        "SELECT FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ExclusiveLock' AND granted"
        " AND objid = (hashtext('oversight.indicators.counting')::bigint & 4294967295)::oid"
    )
    return bool(rows)
