"""Names and ids of replays, corrections by path, and what a terminal is shown."""

import base64
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight_contracts.events.dead_letter import DeadLetter
from oversight_local.cli.dead_letters_output import original_lines
from oversight_local.client.dead_letters.edit import remove_field, set_field
from oversight_local.client.dead_letters.log import StoredDeadLetter, choose_dead_letters
from oversight_local.client.dead_letters.replay import is_lifted, require_not_restored
from oversight_local.client.stored_records import StoredRecord
from oversight_local.failure import Failure

IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:@+-]{0,127}")


def stored(identifier: str | None, offset: int = 17, original: bytes = b"{}") -> StoredDeadLetter:
    content = DeadLetter(
        topic="events",
        partition=2,
        offset=offset,
        reason="no",
        source=None,
        id=identifier,
        at=datetime(2026, 11, 21, 10, 59, 50, tzinfo=UTC),
        original=base64.b64encode(original),
    )
    return StoredDeadLetter(0, offset, content)


class TestReplayId:
    def test_it_names_the_event_and_the_dead_letter(self) -> None:
        assert stored("CAD-1:3").replay_id == "CAD-1:3+replay-0-17-20261121105950"

    def test_a_replay_that_failed_does_not_grow(self) -> None:
        again = stored(stored("CAD-1:3").replay_id, offset=18)
        assert again.replay_id == "CAD-1:3+replay-0-18-20261121105950"

    def test_an_event_without_an_id_is_named_by_its_letter(self) -> None:
        assert stored(None).replay_id == "replay-0-17-20261121105950"

    @given(st.integers(1, 128), st.integers(0, 2**40))
    def test_it_is_always_an_id_that_ingest_takes(self, length: int, offset: int) -> None:
        one, other = stored("a" * length, offset), stored("a" * (length - 1) + "b", offset)
        assert IDENTIFIER.fullmatch(one.replay_id)
        assert one.replay_id != other.replay_id


def test_an_unknown_name_is_a_failure() -> None:
    with pytest.raises(Failure, match="no dead letter 0-3"):
        choose_dead_letters([stored("a")], ["0-17", "0-3"])


class TestCorrections:
    @pytest.fixture
    def event(self) -> dict[str, Any]:
        return {"id": "a", "data": {"revision": 7, "allegations": [{"category": "x"}, {}]}}

    def test_values_are_json(self, event: dict[str, Any]) -> None:
        set_field(event, "data.revision=8")
        set_field(event, 'data.allegations.0.category="a=b"')
        set_field(event, "data.closed=null")
        assert event["data"] == {
            "revision": 8,
            "allegations": [{"category": "a=b"}, {}],
            "closed": None,
        }

    def test_fields_are_taken_out(self, event: dict[str, Any]) -> None:
        remove_field(event, "data.revision")
        remove_field(event, "data.allegations.1")
        assert event["data"] == {"allegations": [{"category": "x"}]}

    @pytest.mark.parametrize(
        ("assignment", "sentence"),
        [
            ("data.revision", "path=value"),
            ("data.grade=urgent", """--set 'data.grade="urgent"'"""),
            ("data.revision.x=1", "revision holds no fields"),
            ("data.nothing.x=1", "nothing holds no fields"),
            ("data.allegations.2=1", "2 is none of 0 to 1"),
        ],
    )
    def test_an_assignment_that_cannot_be_made_is_a_failure(
        self, event: dict[str, Any], assignment: str, sentence: str
    ) -> None:
        with pytest.raises(Failure, match=re.escape(sentence)):
            set_field(event, assignment)

    def test_a_field_that_is_not_there_cannot_be_taken_out(self, event: dict[str, Any]) -> None:
        with pytest.raises(Failure, match=re.escape("data.typo: the event has no such field")):
            remove_field(event, "data.typo")


class TestOriginal:
    def test_json_has_a_field_a_line(self) -> None:
        assert list(original_lines(b'{"a":1}')) == ["{", '  "a": 1', "}"]

    @given(st.binary(max_size=200) | st.text(max_size=50).map(lambda text: f'"{text}"'.encode()))
    def test_nothing_steers_the_terminal(self, original: bytes) -> None:
        assert all(line.isprintable() for line in original_lines(original))

    def test_other_bytes_are_all_there_in_hexadecimal(self) -> None:
        (first, second) = original_lines(b"\xff" + bytes(16))
        assert first.startswith("00000000  ff 00")
        assert second.startswith("00000010  00 ")


class TestRestoration:
    REMOVED = StoredRecord(5, True, "")

    @pytest.mark.parametrize(
        ("record", "before"),
        # There, never there, and removed before the source sent it again.
        [(StoredRecord(5, False, ""), 1), (None, 1), (REMOVED, 6)],
    )
    def test_what_is_there_or_came_after_the_removal_is_sent(
        self, record: StoredRecord | None, before: int
    ) -> None:
        require_not_restored(record, before, 7)
        require_not_restored(self.REMOVED, 1, 5)

    @pytest.mark.parametrize("before", [1, 5])
    def test_a_record_that_was_removed_is_not_brought_back_unsaid(self, before: int) -> None:
        with pytest.raises(Failure, match=r"was removed at revision 5, and .* --restore-removed"):
            require_not_restored(self.REMOVED, before, 6)

    def test_only_content_with_a_higher_revision_brings_back(self) -> None:
        recorded = {"type": "uk.police.incident.recorded.v1", "data": {"revision": 6}}
        assert is_lifted(1, recorded)
        assert not is_lifted(6, recorded)
        assert not is_lifted(None, recorded)
        assert not is_lifted(1, {**recorded, "type": "uk.police.incident.removed.v1"})
        assert not is_lifted(1, {"data": {"revision": "6"}})
