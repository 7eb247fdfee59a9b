"""The log under the counts: replaced, begun anew, grown."""

from pathlib import Path

import pytest
from tests.integration.indicators.incidents import event, expected, lifecycles
from tests.integration.indicators.stand import Stand

from oversight_contracts.definitions.catalogue import load_catalogue
from oversight_contracts.topics import EVENTS
from oversight_indicators.consume.log_identity import KafkaLog, LogReplaced, check_identity
from oversight_indicators.events.model import Checkpoint


async def test_a_new_cluster_is_counted_from_its_beginning(stand: Stand, definitions: Path) -> None:
    events = lifecycles(20, seed=8)
    await stand.start()
    await stand.send(events[:50], batch=10)
    await stand.published()
    await stand.stop()
    await stand.sql("UPDATE source_offsets SET log = 'another'")
    await stand.sql("UPDATE publications SET log = 'another'")
    await stand.start()
    await stand.send(events[50:], batch=10)
    facts = await stand.published()
    assert facts.totals() == expected(load_catalogue(definitions), events)
    receipts = await stand.sql("SELECT count(*) AS n FROM receipts WHERE redeliveries = 1")
    assert receipts[0]["n"] == 50


async def test_another_record_under_the_same_cluster_stops_the_process(stand: Stand) -> None:
    await stand.start()
    await stand.send([event("a", 1)])
    await stand.counted()
    await stand.stop()
    await stand.sql("UPDATE source_offsets SET last_digest = 'x' WHERE next_offset = 1")
    code, _ = await stand.run()
    assert code == 1
    assert "the log was replaced" in stand.log


async def test_a_log_that_was_cut_short_is_not_the_one_that_was_counted(stand: Stand) -> None:
    await stand.start()
    offset = await stand.send_bytes(b"x", 0)
    log = KafkaLog(stand.kafka, EVENTS.name)
    name = await log.name()
    (found,) = (await log.last_records({0: offset + 1})).values()
    assert found is not None
    await check_identity(log, name, {0: Checkpoint(name, offset + 1, *found)})
    with pytest.raises(LogReplaced, match="partition 0"):
        await check_identity(log, name, {0: Checkpoint(name, offset + 50, *found)})


async def test_a_topic_that_has_grown_stops_the_process(stand: Stand) -> None:
    await stand.start()
    await stand.stop()
    await stand.sql("UPDATE source_topics SET partitions = 3")
    code, _ = await stand.run()
    assert code == 1
    assert "oversight rebuild --from-log" in stand.log
