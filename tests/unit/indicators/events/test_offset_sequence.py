"""Which records are taken, skipped or rewound to."""

import pytest

from oversight_indicators.events.offset_sequence import Action, MissingRecords, OffsetSequence


def sequence(**positions: int) -> OffsetSequence:
    made = OffsetSequence()
    made.reset({int(name[1:]): offset for name, offset in positions.items()})
    return made


def test_records_are_taken_in_order_and_once() -> None:
    made = sequence(p0=5)
    verdicts = [made.admit(0, offset) for offset in (5, 5, 4, 6)]
    assert verdicts == [Action.TAKE, Action.SKIP, Action.SKIP, Action.TAKE]
    assert made.expected(0) == 7


def test_a_partition_that_is_not_held_is_skipped() -> None:
    assert sequence(p0=0).admit(1, 0) is Action.SKIP


def test_a_gap_rewinds_once_and_what_was_in_flight_is_passed_over() -> None:
    made = sequence(p0=5)
    verdicts = [made.admit(0, offset) for offset in (8, 9, 10, 5, 6)]
    assert verdicts == [
        Action.REWIND,
        Action.SKIP,
        Action.SKIP,
        Action.TAKE,
        Action.TAKE,
    ]


def test_the_same_gap_again_names_the_missing_offsets() -> None:
    made = sequence(p0=5)
    made.admit(0, 8)
    made.admit(0, 9)
    with pytest.raises(MissingRecords, match="offsets 5 to 7 of partition 0"):
        made.admit(0, 8)


def test_a_gap_that_was_filled_is_forgotten() -> None:
    made = sequence(p0=5)
    made.admit(0, 6)
    made.admit(0, 5)
    assert made.admit(0, 8) is Action.REWIND


def test_partitions_are_told_apart_and_a_reset_begins_anew() -> None:
    made = sequence(p0=5, p1=0)
    assert made.admit(0, 6) is Action.REWIND
    assert made.admit(1, 0) is Action.TAKE
    made.reset({1: 0})
    assert made.admit(1, 0) is Action.TAKE
    assert made.expected(0) is None
