"""The fast ways give what the slow ways give."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.partitioner import partition_of
from tests.unit.ingest.builders import encoded, incident

from oversight_contracts.errors import Fault, InvalidEvent
from oversight_contracts.events.batch import split_array
from oversight_contracts.events.event import Event, read_event
from oversight_ingest.strict_json import is_plain, read_document
from oversight_ingest.validate.outline import Outline, outline
from oversight_ingest.validate.partitioner import Partitioner

T = TypeVar("T")
SCALARS = st.none() | st.booleans() | st.integers(-10, 2**54) | st.text(max_size=5)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner)
)
CHANGED = [
    *("id", "source", "type", "subject", "time", "datacontenttype", "traceparent", "data_force"),
    *("data_area", "data_revision", "data_received_at", "data_arrived_at", "data_closed_at"),
    *("data_grade", "data_markers", "data_colour"),
]
# Each breaks an event, or not, in a way of its own.
TELLING: list[Any] = [
    *("2026-01-05T11:00:00Z", "2026-01-05T10:00:00+01:00", "2026-01-05 11:00", "2026-01-05", "0"),
    *("uk.police.incident.removed.v1", "uk.police.crime.recorded.v1", "application/json"),
    *("uk.police.incident.recorded.v1\n", "birmingham", "priority-2", ["domestic-abuse"]),
]
CHANGES = st.dictionaries(st.sampled_from(CHANGED), VALUES | st.sampled_from(TELLING), max_size=4)
# The first text drawn takes long, since the table of all characters is made.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def attempt(read: Callable[[], T]) -> T | tuple[Fault, ...]:
    """What ``read`` gives, or the faults it raises."""
    try:
        return read()
    except InvalidEvent as refused:
        return refused.faults


@unhurried
@given(CHANGES)
def test_an_outline_is_what_read_event_reads(changes: dict[str, Any]) -> None:
    document = incident(**changes)
    expected = attempt(lambda: read_event(document, strict=True))
    found = attempt(lambda: outline(document, json.dumps(document).encode()))
    if not (isinstance(expected, Event) and isinstance(found, Outline)):
        # Unknown fields are named in the order they stand in, and a canonical text is sorted.
        assert isinstance(found, tuple)
        assert isinstance(expected, tuple)
        assert set(found) == set(expected)
        return
    for name in ("id", "source", "kind", "subject", "time", "force", "area"):
        assert getattr(found, name) == getattr(expected, name)
    assert found.key_prefix + found.subject.encode() == expected.key


@given(st.binary(max_size=40), st.binary(max_size=40), st.integers(1, 1000))
def test_a_partition_is_the_one_kafka_gives(prefix: bytes, rest: bytes, count: int) -> None:
    assert Partitioner(count).partition(prefix, rest) == partition_of(prefix + rest, count)


@unhurried
@given(VALUES)
def test_what_json_writes_is_read(value: Any) -> None:
    for raw in (json.dumps(value, indent=1), json.dumps(value, ensure_ascii=False)):
        found = attempt(partial(read_document, raw.encode()))
        if isinstance(found, tuple):
            reasons = {fault.reason.split()[-1] for fault in found}
            assert reasons <= {"character", "exactly", "pair"}
        else:
            assert found == value


@unhurried
@given(st.lists(VALUES, max_size=4), st.sampled_from([None, 0, 1]))
def test_an_array_is_cut_where_its_elements_end(values: list[Any], indent: int | None) -> None:
    raw = json.dumps(values, indent=indent).encode()
    assert [json.loads(element) for element in split_array(raw)] == values


@unhurried
@given(st.sampled_from(["id", "data", "time"]), SCALARS, st.sampled_from(["", " ", "\n"]))
def test_a_key_that_stands_twice_is_never_plain(key: str, value: Any, space: str) -> None:
    twice = f'{{"{key}"{space}:{json.dumps(value, ensure_ascii=False)},'
    raw = twice.encode() + encoded(incident())[1:]
    assert not is_plain(raw, json.loads(raw))
    faults = attempt(lambda: read_document(raw))
    assert f"{key}: stands twice" in map(str, faults)
