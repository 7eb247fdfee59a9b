"""From bytes to events: the good ones count, the bad ones say why."""

from typing import Any

import orjson
import pytest
from tests.unit.indicators.catalogues import catalogue
from tests.unit.indicators.event_builders import document

from oversight_contracts.contract_hash import contract_hash
from oversight_contracts.events.envelope import BATCH, STRUCTURED
from oversight_indicators.contributions.compiler import Contributions
from oversight_indicators.events.decode import LONGEST_REASON, decode
from oversight_indicators.events.model import DecodedEvent, KafkaRecord, PoisonEvent

CONTRIBUTIONS = Contributions(
    catalogue({"measure": "count", "counts": {"kind": "incident", "at": "received_at"}})
)


def decoded(
    value: bytes, content_type: str | None = None, contract: str | None = None
) -> list[DecodedEvent | PoisonEvent]:
    return decode(KafkaRecord(2, 7, 0, value, content_type, contract), CONTRIBUTIONS)


def only(
    value: Any, content_type: str | None = STRUCTURED, contract: str | None = None
) -> DecodedEvent | PoisonEvent:
    (entry,) = decoded(orjson.dumps(value), content_type, contract)
    return entry


def test_an_event_brings_its_identity_and_what_it_adds() -> None:
    entry = only(document(subject="r9", revision=4))
    assert isinstance(entry, DecodedEvent)
    assert (entry.key, entry.revision, entry.removed) == ("west/incident/r9", 4, False)
    assert (entry.position.partition, entry.position.offset, entry.position.index) == (2, 7, None)
    assert len(entry.contributions) == 1


def test_a_comparator_has_no_records() -> None:
    entry = only(document(force="everywhere", area="force"))
    assert isinstance(entry, PoisonEvent)
    assert entry.reason.startswith("data.force: everywhere is a comparator")


def test_a_removal_adds_nothing() -> None:
    entry = only(document(verb="removed", revision=2))
    assert isinstance(entry, DecodedEvent)
    assert entry.removed
    assert entry.contributions == ()


def test_the_digest_is_of_the_content_whatever_the_order_of_its_fields() -> None:
    made = document()
    turned = {**made, "data": dict(reversed(made["data"].items()))}
    one, other = only(made), only(turned)
    assert isinstance(one, DecodedEvent)
    assert isinstance(other, DecodedEvent)
    assert one.digest == other.digest


def test_a_content_type_that_is_not_known_is_not_guessed_at() -> None:
    entry = only(document(subject="r9"), "application/\0avro")
    assert isinstance(entry, PoisonEvent)
    assert "'application/\\x00avro'" in entry.reason
    assert (entry.source, entry.id) == ("urn:west:feed", "r9-1")


@pytest.mark.parametrize("content_type", [BATCH, f"{BATCH}; charset=utf-8", None])
def test_a_batch_keeps_its_good_events(content_type: str | None) -> None:
    bad = document(subject="b", grade="urgent")
    entries = decoded(orjson.dumps([document(subject="a"), bad, 7, document()]), content_type)
    assert [type(entry) for entry in entries] == [
        DecodedEvent,
        PoisonEvent,
        PoisonEvent,
        DecodedEvent,
    ]
    assert [entry.position.index for entry in entries] == [0, 1, 2, 3]
    poison = entries[1]
    assert isinstance(poison, PoisonEvent)
    assert (poison.source, poison.id) == ("urn:west:feed", "b-1")
    assert poison.reason.startswith("data.grade:")
    assert orjson.loads(poison.original) == bad


@pytest.mark.parametrize(
    ("value", "content_type"),
    [(b"\xff", None), (b"", None), (b"{}", BATCH), (b"[]{", None), (b"[[", STRUCTURED)],
)
def test_what_cannot_be_read_is_one_poison_with_its_bytes(
    value: bytes, content_type: str | None
) -> None:
    (poison,) = decoded(value, content_type)
    assert isinstance(poison, PoisonEvent)
    assert poison.original == value
    assert poison.position.index is None
    assert (poison.source, poison.id) == (None, None)


def test_names_that_could_not_be_stored_are_not_taken_over() -> None:
    poison = only({**document(), "source": "a\x00b", "id": "x" * 200})
    assert isinstance(poison, PoisonEvent)
    assert (poison.source, poison.id) == (None, None)


def test_unknown_fields_of_a_newer_feed_are_passed_over() -> None:
    assert isinstance(only(document(colour="blue")), DecodedEvent)


def test_an_unknown_place_is_refused_in_records_and_removals_alike() -> None:
    for verb in ("recorded", "removed"):
        poison = only(document(verb=verb, area="atlantis"))
        assert isinstance(poison, PoisonEvent)
        assert poison.reason.startswith("data.area:")


def test_the_original_of_an_event_is_its_own_part_of_the_record() -> None:
    single, second = document(subject="a"), document(subject="b")
    alone = only(single)
    _, inside = decoded(orjson.dumps([single, second]))
    assert isinstance(alone, DecodedEvent)
    assert isinstance(inside, DecodedEvent)
    assert orjson.loads(alone.original) == single
    assert orjson.loads(inside.original) == second


@pytest.mark.parametrize("verb", ["recorded", "removed"])
@pytest.mark.parametrize("kind", ["incident", "crime", "complaint"])
def test_what_this_contract_has_checked_is_read_as_if_it_were_checked_now(
    kind: str, verb: str
) -> None:
    event = document(kind, verb=verb, area="nowhere" if kind == "crime" else "force")
    assert only(event, contract=contract_hash()) == only(event)


def test_what_another_contract_has_checked_is_checked_again() -> None:
    entry = only(document(grade="no-such-grade"), contract="another")
    assert isinstance(entry, PoisonEvent)
    assert entry.reason.startswith("data.grade")


@pytest.mark.parametrize("event", [7, {}, {"type": "x"}, {**document(), "data": {"force": []}}])
def test_what_says_that_it_was_checked_and_cannot_be_read_is_poison(event: Any) -> None:
    assert isinstance(only(event, contract=contract_hash()), PoisonEvent)


@pytest.mark.parametrize(
    "altered",
    [
        {"source": 7},
        {"id": ["r1-1"]},
        {"subject": None},
        *({"data": {**document()["data"], "revision": each}} for each in ("1", 1.0, True, None)),
    ],
)
def test_what_says_that_it_was_checked_and_is_of_other_types_is_poison(
    altered: dict[str, Any],
) -> None:
    assert isinstance(only({**document(), **altered}, contract=contract_hash()), PoisonEvent)


def test_why_an_event_cannot_count_can_be_stored_whatever_it_says() -> None:
    poison = only(document(area="atl\0antis"), contract=contract_hash())
    assert isinstance(poison, PoisonEvent)
    assert poison.reason == "data.area: west has no area atl\\x00antis"


def test_a_thousand_faults_are_not_all_told() -> None:
    poison = only(document("complaint", allegations=[1] * 50_000))
    assert isinstance(poison, PoisonEvent)
    assert poison.reason.startswith("data.allegations.0: ")
    assert poison.reason.endswith(" …")
    assert len(poison.reason) <= LONGEST_REASON


@pytest.mark.parametrize("between", [b",", b",\n", b" ,\n\n ", b"\n,"])
def test_a_batch_is_the_same_however_its_events_are_parted(between: bytes) -> None:
    events = [orjson.dumps(document(subject=each), option=orjson.OPT_INDENT_2) for each in "abc"]
    entries = decoded(b"[" + between.join(events) + b"]", BATCH)
    assert [entry.key for entry in entries if isinstance(entry, DecodedEvent)] == [
        f"west/incident/{each}" for each in "abc"
    ]
    assert [each.original for each in entries if isinstance(each, DecodedEvent)] == events


@pytest.mark.parametrize("value", [b"[]", b"[\n]", b"[1,\n[2,\n3],\n4]", b'[",\\n"]'])
def test_what_cannot_be_cut_is_read_whole(value: bytes) -> None:
    entries = decoded(value, BATCH)
    assert len(entries) == len(orjson.loads(value))
    assert all(isinstance(each, PoisonEvent) for each in entries)
