"""Events that went through another process are the events that were decoded here."""

from collections.abc import Sequence
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.indicators.catalogues import catalogue
from tests.unit.indicators.event_builders import document, record
from tests.unit.indicators.events.test_revisions import INDICATORS

from oversight_contracts.errors import InvalidEvent
from oversight_contracts.events.envelope import BATCH
from oversight_indicators.contributions.accumulator import DeltaAccumulator, total_by_name
from oversight_indicators.contributions.compiler import Contributions
from oversight_indicators.events.decode import complete, decode
from oversight_indicators.events.model import DecodedEvent, EventOutcome, KafkaRecord, PoisonEvent
from oversight_indicators.events.wire import Packer, Unpacker

CATALOGUE = catalogue(*INDICATORS)


class Pair:
    """A packer and an unpacker, each with contributions of its own as two processes have."""

    def __init__(self, remembered: int = 1000) -> None:
        self.here = Contributions(CATALOGUE)
        # The numbers of series are not the other side's.
        self.here.of("incident", record("incident", grade="scheduled"))
        self.packer = Packer(Contributions(CATALOGUE), remembered)
        self.unpacker = Unpacker(self.here.registry)

    def through(self, messages: Sequence[KafkaRecord]) -> list[EventOutcome]:
        return self.unpacker.unpack(self.packer.pack(messages), messages)

    def plain(self, entry: EventOutcome) -> Any:
        """All that is said of an event, what it adds by the names of series."""
        if isinstance(entry, PoisonEvent):
            return entry
        whole = complete(entry, self.here)
        sums = DeltaAccumulator()
        sums.add(whole.contributions)
        added = total_by_name(sums.deltas(), self.here.registry)
        told = (whole.position, whole.source, whole.id, whole.key, whole.revision, whole.digest)
        return (*told, whole.removed, whole.data, whole.record, added, entry.about)


def message(offset: int, documents: Sequence[Any]) -> KafkaRecord:
    return KafkaRecord(offset % 3, offset, 0, orjson.dumps(documents), BATCH)


events = st.builds(
    document,
    subject=st.sampled_from("abc"),
    revision=st.integers(0, 4),
    verb=st.sampled_from(["recorded", "recorded", "removed"]),
    grade=st.sampled_from(["priority-1", "scheduled", "no-such-grade"]),
    arrived_at=st.sampled_from([None, "2026-03-10T12:20:00Z", "2026-03-10T12:40:00Z"]),
    area=st.sampled_from(["force", "nowhere"]),
)
rounds = st.lists(st.lists(st.lists(events, max_size=6), min_size=1, max_size=4), max_size=4)


@given(rounds)
def test_every_event_is_the_one_that_is_decoded_here(rounds: list[list[list[Any]]]) -> None:
    pair = Pair(remembered=5)
    for number, documents in enumerate(rounds):
        messages = [message(10 * number + n, each) for n, each in enumerate(documents)]
        here = [entry for each in messages for entry in decode(each, pair.here)]

        assert list(map(pair.plain, pair.through(messages))) == list(map(pair.plain, here))


def test_only_what_can_be_a_records_newest_is_weighed() -> None:
    pair = Pair()
    documents = [document(subject="a", revision=revision) for revision in (1, 4, 2, 4)]
    (*entries,) = pair.through([message(0, documents)])

    assert [each.computed for each in entries if isinstance(each, DecodedEvent)] == [0, 1, 0, 0]


def test_a_record_that_is_no_json_comes_through_as_it_is() -> None:
    pair = Pair()
    broken = KafkaRecord(1, 5, 0, b"\xff{", None)
    assert pair.through([broken]) == decode(broken, pair.here)


def test_both_sides_begin_anew_before_their_memory_grows_without_end() -> None:
    pair = Pair(remembered=3)
    grades = ["priority-1", "priority-2", "priority-3", "scheduled", "no-deployment"]
    for number in range(50):
        documents = [document(subject=grade, grade=grade, revision=number) for grade in grades]
        pair.through([message(number, documents)])

    assert len(pair.unpacker._increments) < 100


def test_an_event_that_stays_unfit_when_it_is_asked_for_says_why() -> None:
    pair = Pair()
    (entry,) = pair.through([message(0, [document()])])
    assert isinstance(entry, DecodedEvent)
    entry.computed, entry.record = False, orjson.dumps([document(grade="none")])
    with pytest.raises(InvalidEvent, match="grade"):
        complete(entry, pair.here)


def test_revisions_that_cannot_be_compared_end_no_process() -> None:
    pair = Pair()
    documents = [document(subject="a", revision=each) for each in (1, "2", 3)]
    message = KafkaRecord(0, 0, 0, orjson.dumps(documents), BATCH, pair.here.contract)
    assert [type(each) for each in pair.through([message])] == [
        DecodedEvent,
        PoisonEvent,
        DecodedEvent,
    ]
