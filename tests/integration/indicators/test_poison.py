"""What can never count is dead-lettered, and the partition goes on."""

import json
import random

import orjson
from tests.integration.indicators.incidents import event
from tests.integration.indicators.stand import Stand

from oversight_contracts.events.envelope import BATCH


async def test_bytes_that_cannot_be_read_do_not_hold_up_what_follows(stand: Stand) -> None:
    await stand.start()
    await stand.send_bytes(b"\xff\xfenot json", 2)
    await stand.send_bytes(b"", 2)
    await stand.send_bytes(orjson.dumps(event("a", 1)), 2)
    await stand.counted()
    dead_letters = await stand.dead_letters(2)
    assert [(each.partition, each.offset, each.index) for each in dead_letters] == [
        (2, 0, None),
        (2, 1, None),
    ]
    assert dead_letters[0].original == b"\xff\xfenot json"
    assert (await stand.receipt("a-1"))["outcome"] == "counted"


async def test_the_largest_record_there_can_be_fits_its_dead_letter(stand: Stand) -> None:
    await stand.start()
    garbage = random.Random(1).randbytes(999_000)
    await stand.send_bytes(garbage, 2)
    await stand.send_bytes(orjson.dumps(event("a", 1)), 2)
    (dead_letter,) = await stand.dead_letters(1)
    assert dead_letter.original == garbage
    await stand.counted()


async def test_a_bad_event_inside_a_batch_is_named_by_its_index(stand: Stand) -> None:
    bad = event("b", 1, grade="urgent")
    nowhere = event("c", 1, area="atlantis")
    batch = [event("a", 1), bad, nowhere, "what?", event("d", 1)]
    await stand.start()
    # As a feed may well write it: the dead letter keeps every byte.
    written = json.dumps(bad, indent=1)
    value = json.dumps(batch).replace(json.dumps(bad), f" {written}\n")
    await stand.send_bytes(value.encode(), 1, BATCH)
    dead_letters = await stand.dead_letters(3)
    assert [each.index for each in dead_letters] == [1, 2, 3]
    assert dead_letters[0].original.decode() == written
    assert "data.grade" in dead_letters[0].reason
    assert "data.area" in dead_letters[1].reason
    receipts = [await stand.receipt(f"{name}-1") for name in "abcd"]
    assert [each["outcome"] for each in receipts] == [
        "counted",
        "dead-lettered",
        "dead-lettered",
        "counted",
    ]
    assert "data.grade" in receipts[1]["reason"]
    assert (receipts[1]["partition"], receipts[1]["index"]) == (1, 1)


async def test_a_conflict_is_dead_lettered_and_changes_nothing(stand: Stand) -> None:
    await stand.start()
    await stand.send([event("a", 1, area="coventry")])
    before = (await stand.published()).totals()
    await stand.send([event("a", 1, id="other", area="walsall")])
    (dead_letter,) = await stand.dead_letters(1)
    assert dead_letter.id == "other"
    assert (await stand.published()).totals() == before
    assert (await stand.receipt("other"))["outcome"] == "conflict"


async def test_what_the_database_refuses_is_found_by_halving(stand: Stand) -> None:
    await stand.start()
    await stand.sql("ALTER TABLE records ADD CHECK (key NOT LIKE '%bad%')")
    events = [event(f"r{number}", 1) for number in range(20)]
    events[7] = event("bad", 1)
    await stand.send_bytes(orjson.dumps(events), 0, BATCH)
    (dead_letter,) = await stand.dead_letters(1)
    assert (dead_letter.id, dead_letter.index) == ("bad-1", 7)
    assert (await stand.receipt("bad-1"))["outcome"] == "dead-lettered"
    assert (await stand.receipt("r19-1"))["outcome"] == "counted"


async def test_a_content_type_that_is_missing_is_read_from_the_first_byte(stand: Stand) -> None:
    await stand.start()
    await stand.send_bytes(orjson.dumps([event("a", 1)]), 0, None)
    await stand.send_bytes(orjson.dumps(event("b", 1)), 0, None)
    await stand.counted()
    outcomes = [(await stand.receipt(f"{name}-1"))["outcome"] for name in "ab"]
    assert outcomes == ["counted", "counted"]
