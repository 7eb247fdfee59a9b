"""Every dead letter fits its topic: one that does not would hold up its partition for ever."""

from datetime import UTC, datetime

import pytest

from oversight_contracts.topics import LARGEST_LETTER
from oversight_indicators.count.dead_letters import LARGEST_ORIGINAL, dead_letter
from oversight_indicators.events.model import EventPosition, PoisonEvent

AT = datetime(2026, 11, 1, tzinfo=UTC)
# What a batch of Kafka's adds to a record.
FRAMING = 200
# The events topic takes no more, unless it is compressed.
LARGEST_RECORD = 1_048_588


def poison(original: bytes) -> PoisonEvent:
    return PoisonEvent(EventPosition(2, 7, None), "no JSON", "urn:west:feed", "a-1", original)


@pytest.mark.parametrize("size", [0, LARGEST_RECORD, LARGEST_ORIGINAL])
def test_what_fits_is_kept_byte_for_byte(size: int) -> None:
    found = dead_letter(poison(b"x" * size), AT)
    assert (found.reason, found.original) == ("no JSON", b"x" * size)
    assert len(found.key) + len(found.model_dump_json()) + FRAMING < LARGEST_LETTER


def test_what_was_compressed_into_the_log_is_cut_and_says_where_all_of_it_is() -> None:
    found = dead_letter(poison(b"x" * 20_000_000), AT)
    assert found.original == b"x" * LARGEST_ORIGINAL
    assert found.reason == (
        f"no JSON (the first {LARGEST_ORIGINAL} of 20000000 bytes are kept; all of them are at "
        "offset 7 of partition 2 of oversight.events.v1)"
    )
    assert len(found.key) + len(found.model_dump_json()) + FRAMING < LARGEST_LETTER
