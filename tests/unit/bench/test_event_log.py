"""A filled log is grouped as ingest groups, and knows how many events lie before an offset."""

import orjson
import pytest
from tests.bench.event_log import FilledLog, Placed, ends_of, place
from tests.partitioner import partition_of

from oversight_contracts.events.envelope import BATCH, STRUCTURED
from oversight_contracts.topics import EVENTS


def event(number: int, revision: int = 1) -> bytes:
    data = {"force": "west-midlands", "revision": revision}
    return orjson.dumps({"subject": f"INC-{number}", "data": data})


def test_single_records_carry_the_key_of_their_partition() -> None:
    [record] = place([event(7)], 1)
    key = b"west-midlands/incident/INC-7"
    assert record == Placed(partition_of(key, EVENTS.partitions), key, event(7), 1, STRUCTURED)


def test_batches_hold_every_event_once_and_no_more_than_asked() -> None:
    events = [event(number) for number in range(50)]
    records = list(place(events, 4))
    found = [orjson.dumps(each) for record in records for each in orjson.loads(record.value)]
    assert sorted(found) == sorted(events)
    assert {record.events for record in records} <= {1, 2, 3, 4}
    assert {record.content_type for record in records} == {BATCH}


def test_a_record_keeps_to_its_partition_in_order() -> None:
    events = [event(3, revision) for revision in range(1, 6)]
    records = list(place(events, 2))
    assert len({record.partition for record in records}) == 1
    found = [each["data"]["revision"] for r in records for each in orjson.loads(r.value)]
    assert found == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("partitions", [1, 2, 4])
def test_a_log_can_have_other_partitions_than_the_topic(partitions: int) -> None:
    records = list(place([event(number) for number in range(50)], 4, partitions))
    assert set(ends_of(records)) == {record.partition for record in records}
    assert {record.partition for record in records} == set(range(partitions))


def test_offsets_tell_how_many_events_lie_before() -> None:
    records = [
        Placed(0, None, b"", 500, BATCH),
        Placed(1, None, b"", 20, BATCH),
        Placed(0, None, b"", 3, BATCH),
    ]
    log = FilledLog("broker:1", ends_of(records))
    assert log.events == 523
    assert log.counted({0: 0, 1: 0}) == 0
    assert log.counted({0: 1, 1: 1}) == 520
    assert log.counted({0: 2}) == 503
