"""The log counted again from its start."""

import json
import signal
from pathlib import Path

import asyncpg
import orjson
import pytest
from tests.integration.indicators.incidents import event, expected, lifecycles
from tests.integration.indicators.stand import Stand, until

from oversight_contracts.definitions.catalogue import load_catalogue
from oversight_contracts.topics import EVENTS
from oversight_indicators.repository.generations import (
    Generation,
    activate,
    begin_catching_up,
    end_catching_up,
)
from oversight_indicators.repository.offsets import expect_partitions, share_growth
from oversight_indicators.settings import MIGRATIONS, SCHEMA
from oversight_runtime.postgres import migrate, open_pool


async def test_the_log_counted_again_gives_every_total_back(
    stand: Stand, definitions: Path
) -> None:
    events = lifecycles(30, seed=11)
    await stand.start()
    await stand.send(events, batch=20)
    before = await stand.published()
    await stand.sql("DELETE FROM records WHERE key < 'west-midlands/incident/i11-2'")
    await stand.sql("UPDATE totals SET n = n + 1")
    code, output = await stand.run("replay", "--json")
    assert code == 0, stand.log
    generation = json.loads(output)["generation"]
    facts = await stand.published(generation)
    assert facts.totals() == expected(load_catalogue(definitions), events)
    # Nothing of the new generation was told before all of it was there.
    first = next(cut for cut in facts.cuts if cut.generation == generation)
    assert first.positions == before.cuts[-1].positions
    (receipts,) = await stand.sql("SELECT count(*) AS n, sum(redeliveries) AS again FROM receipts")
    assert (receipts["n"], receipts["again"]) == (len(events), 0)
    (counts,) = await stand.sql("SELECT sum(events) AS n FROM outcome_tallies")
    assert counts["n"] == len(events)
    told = sum(each.events for hour in facts.arrivals.values() for each in hour.counts)
    (arrived,) = await stand.sql("SELECT sum(events) AS n FROM arrival_tallies")
    assert told == arrived["n"] == len(events)
    await stand.send([event("after", 1)])
    after = await stand.published()
    assert after.totals() == expected(load_catalogue(definitions), [*events, event("after", 1)])
    assert (await stand.run("verify"))[0] == 0


async def test_what_came_from_another_log_is_not_forgotten_unasked(
    stand: Stand, definitions: Path
) -> None:
    await stand.start()
    await stand.send([event("lost", 1)])
    await stand.counted()
    await stand.stop()
    await stand.sql("UPDATE source_offsets SET log = 'gone'")
    await stand.start()
    code, _ = await stand.run("replay")
    assert code == 1
    assert "all that was counted from the log gone" in stand.log
    assert "--even-if-incomplete" in stand.log
    assert len(await stand.sql("SELECT FROM records")) == 1
    code, output = await stand.run("replay", "--even-if-incomplete", "--json")
    assert code == 0, stand.log
    facts = await stand.published(json.loads(output)["generation"])
    assert facts.totals() == expected(load_catalogue(definitions), [event("lost", 1)])


async def test_a_topic_that_has_grown_is_counted_again(stand: Stand, definitions: Path) -> None:
    events = lifecycles(5, seed=12)
    await stand.start()
    await stand.send(events)
    await stand.counted()
    await stand.stop()
    await stand.sql("UPDATE source_topics SET partitions = 3")
    assert (await stand.run())[0] == 1
    replay = await stand.spawn("replay")
    await until(lambda: _expected_partitions(stand), "the replay has begun")
    await stand.start()
    assert await replay.wait() == 0
    (active,) = await stand.sql("SELECT id FROM generations WHERE active")
    facts = await stand.published(active["id"])
    assert facts.totals() == expected(load_catalogue(definitions), events)


async def test_records_that_changed_partition_are_counted_once(
    stand: Stand, definitions: Path
) -> None:
    """As keys do when a topic grows: some events in the partition from before, some in another."""
    events = lifecycles(20, seed=14)
    await stand.start()
    for number, each in enumerate(events):
        await stand.send_bytes(orjson.dumps(each), partition=(number // 2) % 4)
    assert await stand.ended() == 1
    assert "oversight rebuild --from-log" in stand.log
    await stand.sql("UPDATE source_topics SET partitions = 3")
    replay = await stand.spawn("replay", "--json")
    await until(lambda: _expected_partitions(stand), "the replay has begun")
    await stand.start()
    output = await replay.communicate()
    facts = await stand.published(json.loads(output)["generation"])
    assert facts.totals() == expected(load_catalogue(definitions), events)
    moved = event("i14-0", 9)
    await stand.send_bytes(orjson.dumps(moved), partition=3)
    facts = await stand.published(json.loads(output)["generation"])
    assert facts.totals() == expected(load_catalogue(definitions), [*events, moved])
    assert (await stand.run("verify"))[0] == 0


async def test_workers_take_turns_while_a_record_may_be_with_two(database_url: str) -> None:
    await migrate(database_url, SCHEMA, MIGRATIONS)
    pool = await open_pool(database_url, SCHEMA)
    async with pool.acquire() as one, pool.acquire() as other:
        await expect_partitions(one, EVENTS.name, 4)
        await activate(one, Generation(1, "definitions"))
        await begin_catching_up(one, 1)
        await one.execute("UPDATE source_topics SET grown = true")
        async with one.transaction():
            assert await share_growth(one, EVENTS.name)
            await other.execute("SET lock_timeout = '50ms'")
            with pytest.raises(asyncpg.LockNotAvailableError):
                await share_growth(other, EVENTS.name)
        assert await share_growth(other, EVENTS.name)
        # Once the old part of the log is counted, a record is with one worker only.
        await end_catching_up(one, 1)
        async with one.transaction():
            assert await share_growth(one, EVENTS.name)
            assert await share_growth(other, EVENTS.name)
    pool.terminate()


async def test_a_rebuild_of_what_has_not_caught_up_is_not_shown_either(stand: Stand) -> None:
    await stand.start()
    await stand.send(lifecycles(5, seed=13))
    await stand.published()
    await stand.stop()
    replay = await stand.spawn("replay")
    await until(lambda: _catching_up(stand), "the replay has begun")
    replay.send_signal(signal.SIGKILL)
    await replay.wait()
    assert (await stand.run("rebuild"))[0] == 0
    assert await _catching_up(stand)
    await stand.start()
    await until(lambda: _caught_up(stand), "the generation is at its goals")


async def _expected_partitions(stand: Stand) -> bool:
    (row,) = await stand.sql("SELECT partitions FROM source_topics")
    return bool(row["partitions"] == 4)


async def _catching_up(stand: Stand) -> bool:
    (row,) = await stand.sql("SELECT catching_up FROM generations WHERE active")
    return bool(row["catching_up"])


async def _caught_up(stand: Stand) -> bool:
    return not await _catching_up(stand)
