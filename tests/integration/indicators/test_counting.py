"""Every event counts exactly once, whatever happens on the way."""

import asyncio
import random
from functools import partial
from pathlib import Path

from aiokafka import AIOKafkaConsumer, TopicPartition
from tests.integration.indicators.incidents import event, expected, lifecycles
from tests.integration.indicators.stand import Facts, Stand, until

from oversight_contracts.definitions.catalogue import load_catalogue
from oversight_contracts.topics import EVENTS
from oversight_indicators.consume.faust_worker import GROUP


async def test_a_shuffled_stream_with_duplicates_ends_in_the_batch_totals(
    stand: Stand, definitions: Path
) -> None:
    events = lifecycles(150, seed=1)
    stream = [*events, *events[::3]]
    random.Random(2).shuffle(stream)
    await stand.start()
    await stand.send(stream[:40])
    await stand.send(stream[40:], batch=50)
    facts = await stand.published()
    assert facts.totals() == expected(load_catalogue(definitions), events)
    assert facts.cuts[-1].complete
    code, output = await stand.run("verify", "--json")
    assert code == 0, output
    again = await stand.receipt(events[0]["id"])
    assert again["redeliveries"] == 1


async def test_a_worker_that_is_killed_goes_on_without_loss_or_double(
    stand: Stand, definitions: Path
) -> None:
    events = lifecycles(600, seed=3)
    await stand.start()
    sending = asyncio.create_task(stand.send(events, batch=10))
    for records in (20, 200):
        await until(partial(_stored, stand, records), "some are counted")
        await stand.kill()
        await stand.start()
    await sending
    facts = await stand.published()
    assert facts.totals() == expected(load_catalogue(definitions), events)
    receipts = await stand.sql("SELECT count(*) AS n, sum(redeliveries) AS again FROM receipts")
    assert (receipts[0]["n"], receipts[0]["again"]) == (len(events), 0)
    code, output = await stand.run("verify")
    assert code == 0, output


async def test_an_offset_committed_ahead_of_the_stored_one_is_ignored(
    stand: Stand, definitions: Path
) -> None:
    events = lifecycles(30, seed=4)
    await stand.start()
    await stand.send(events[:60])
    await stand.counted()
    await stand.stop()
    await stand.send(events[60:])
    await _commit_everything(stand)
    await stand.start()
    facts = await stand.published()
    assert facts.totals() == expected(load_catalogue(definitions), events)


async def test_a_feed_that_only_repeats_itself_still_moves_the_cut(stand: Stand) -> None:
    await stand.start()
    await stand.send([event("a", 1)])
    first = await stand.published()
    await stand.send([event("a", 1)])
    second = await stand.published()
    assert second.totals() == first.totals()
    assert len(second.cuts) > len(first.cuts)


async def test_a_removed_record_leaves_the_totals_and_comes_back(stand: Stand) -> None:
    await stand.start()
    await stand.send([event("a", 1)])
    assert _changes(await stand.published()) == (1, 0, 0)
    await stand.send([event("a", 2, "removed")])
    facts = await stand.published()
    assert facts.totals() == {}
    assert _changes(facts) == (1, 0, 1)
    await stand.send([event("a", 1, id="late"), event("a", 3)])
    facts = await stand.published()
    assert facts.totals()["incidents.recorded", "force", "", "2026-03-28"].n == 1
    # How it came about is told apart from how many there are.
    assert _changes(facts) == (2, 0, 1)
    assert (await stand.receipt("late"))["outcome"] == "superseded"


def _changes(facts: Facts) -> tuple[int, int, int]:
    (found,) = [
        each
        for each in facts.newest.values()
        if (each.indicator, each.area, each.by) == ("incidents.recorded", "force", "")
    ]
    return found.arrived, found.corrected, found.removed


async def test_a_worker_that_was_overtaken_reads_again(stand: Stand, definitions: Path) -> None:
    """Another worker moved the offset: what this one computed is void."""
    await stand.start()
    await stand.send([event("a", 1)])
    await stand.counted()
    partition = (await stand.sql("SELECT partition FROM source_offsets WHERE next_offset = 1"))[0][
        "partition"
    ]
    await stand.sql("UPDATE source_offsets SET next_offset = 0 WHERE partition = $1", partition)
    events = [event("a", 2, grade="priority-2"), event("a", 3, grade="priority-3")]
    await stand.send(events)
    facts = await stand.published()
    assert facts.totals() == expected(load_catalogue(definitions), events)
    assert "another worker moved a partition on" in stand.log


async def _stored(stand: Stand, records: int) -> bool:
    rows = await stand.sql("SELECT count(*) AS n FROM receipts")
    return bool(rows[0]["n"] >= records)


async def _commit_everything(stand: Stand) -> None:
    """What a message acked while another was in flight once did (faust #606)."""
    consumer = AIOKafkaConsumer(
        EVENTS.name, bootstrap_servers=stand.kafka, group_id=GROUP, enable_auto_commit=False
    )
    await consumer.start()
    try:
        places = [TopicPartition(EVENTS.name, each) for each in range(EVENTS.partitions)]
        ends = await consumer.end_offsets(places)
        await consumer.commit({place: ends[place] + 100 for place in places})
        assert await consumer.committed(places[0]) == ends[places[0]] + 100
    finally:
        await consumer.stop()
