"""The stream is the same each time, valid, and ingest would take it."""

from pathlib import Path

import orjson
import pytest
from tests.bench.stream import read_stream, revisions_apart, write_stream

from oversight_contracts.events.event import read_event

COUNT = 3_000


@pytest.fixture
def stream(tmp_path: Path, definitions: Path) -> Path:
    path = tmp_path / "stream.ndjson"
    write_stream(path, definitions, COUNT)
    return path


def test_it_is_valid_and_as_long_as_asked(stream: Path) -> None:
    events = read_stream(stream, COUNT)
    assert len(events) == COUNT
    assert {read_event(orjson.loads(each), strict=True).kind for each in events} == {"incident"}


def test_it_is_the_same_each_time(stream: Path, tmp_path: Path, definitions: Path) -> None:
    again = tmp_path / "again.ndjson"
    write_stream(again, definitions, COUNT)
    assert again.read_bytes() == stream.read_bytes()


def test_records_are_revised_two_or_three_times(stream: Path) -> None:
    events = read_stream(stream, COUNT)
    subjects = {orjson.loads(each)["subject"] for each in events}
    assert 2 < len(events) / len(subjects) < 5


def test_apart_means_the_same_events_by_revision(stream: Path) -> None:
    events = read_stream(stream, COUNT)
    apart = revisions_apart(events)
    revisions = [orjson.loads(each)["data"]["revision"] for each in apart]
    assert revisions == sorted(revisions)
    assert sorted(apart) == sorted(events)
