"""The log's side of reconciliation, found from bytes alone, agrees with what counting decodes."""

from collections import Counter

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.indicators.catalogues import catalogue
from tests.unit.indicators.event_builders import document

from oversight_contracts.events.envelope import BATCH, STRUCTURED
from oversight_indicators.contributions.compiler import Contributions
from oversight_indicators.events.decode import decode
from oversight_indicators.events.model import KafkaRecord, PoisonEvent
from oversight_indicators.events.outcome_counts import HOUR_MS
from oversight_indicators.events.reconciliation import (
    Gap,
    SourceHour,
    compare,
    gap_between,
    last_hour_over,
    sources_in,
)

CONTRIBUTIONS = Contributions(
    catalogue({"measure": "count", "counts": {"kind": "incident", "at": "received_at"}})
)
MINUTE_MS = 60_000
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)
EVENTS = st.builds(
    lambda subject, source: document(subject=subject, source=source),
    st.sampled_from(["a", "b"]),
    st.sampled_from(["urn:west:feed", "archive", "no source\n", "a" * 129, ""]),
)
VALUES = (
    st.binary(max_size=20)
    | (EVENTS | JSON).map(orjson.dumps)
    | st.lists(EVENTS | JSON, max_size=5).map(orjson.dumps)
)


@given(VALUES, st.sampled_from([None, BATCH, STRUCTURED, f"{BATCH}; charset=utf-8", "text/plain"]))
def test_both_sides_see_the_same_events_in_any_record(value: bytes, kind: str | None) -> None:
    decoded = decode(KafkaRecord(0, 0, 0, value, kind), CONTRIBUTIONS)
    assert +sources_in(value, kind) == Counter(entry.source or "" for entry in decoded)


@pytest.mark.parametrize(("parted", "bytes_"), [(b",\n", 3), (b",", 2)])
def test_a_long_list_of_what_is_too_short_for_events_is_one_of_no_source(
    parted: bytes, bytes_: int
) -> None:
    value = b"[" + parted.join([b"0"] * 4_001) + b"]"
    (poison,) = decode(KafkaRecord(0, 0, 0, value, BATCH), CONTRIBUTIONS)
    assert isinstance(poison, PoisonEvent)
    assert poison.reason == f"4001 elements of {bytes_} bytes are no batch of events"
    assert poison.position.index is None
    assert poison.original == value
    assert sources_in(value, BATCH) == {"": 1}


@pytest.mark.parametrize(("minutes", "hour"), [(60, 8), (64, 8), (65, 9), (124, 9), (125, 10)])
def test_an_hour_is_looked_at_minutes_after_it_is_over(minutes: int, hour: int) -> None:
    assert last_hour_over(9 * HOUR_MS + minutes * MINUTE_MS) == hour


class TestComparison:
    PLACE = SourceHour(7, "feed")

    def test_what_is_on_one_side_only_differs(self) -> None:
        (lost,) = compare([self.PLACE], {self.PLACE: 3}, {}, [])
        (made_up,) = compare([self.PLACE], {}, {self.PLACE: {"counted": 2}}, [])
        assert (lost.difference, made_up.difference) == (3, -2)

    def test_every_outcome_counts(self) -> None:
        outcomes = {"counted": 1, "duplicate": 2, "dead-lettered": 3}
        (clean,) = compare([self.PLACE, self.PLACE], {self.PLACE: 6}, {self.PLACE: outcomes}, [])
        assert clean.difference == 0
        assert list(clean.outcomes.values()) == [1, 2, 0, 0, 3]

    def test_an_hour_that_left_the_log_is_not_said_to_differ(self) -> None:
        gaps = [Gap(5, 7)]
        (gone,) = compare([self.PLACE], {self.PLACE: 1}, {self.PLACE: {"counted": 4}}, gaps)
        assert (gone.events, gone.difference) == (None, 0)
        (next_hour,) = compare([SourceHour(8, "feed")], {}, {}, gaps)
        assert next_hour.events == 0

    def test_a_gap_reaches_over_the_hours_of_both_its_neighbours(self) -> None:
        assert gap_between(5 * HOUR_MS + 1, 7 * HOUR_MS) == Gap(5, 7)
        assert gap_between(None, 7 * HOUR_MS).covers(0)
