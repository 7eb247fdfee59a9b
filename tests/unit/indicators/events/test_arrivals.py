"""Arrivals: every counted revision once, under the stage that its record is in."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import orjson
import pytest
from tests.unit.indicators.catalogues import catalogue
from tests.unit.indicators.event_builders import document
from tests.unit.indicators.events.test_revisions import INDICATORS

from oversight_contracts.contract_hash import contract_hash
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.facts.arrivals import FeedStage, stages_of
from oversight_indicators.contributions.compiler import Contributions
from oversight_indicators.events.arrivals import count_arrivals
from oversight_indicators.events.model import DecodedEvent, KafkaRecord
from oversight_indicators.events.revisions import resolve_revisions
from oversight_indicators.events.wire import Packer, Unpacker

NOON, ONE, TWO, THREE = (f"2026-03-10T{hour}:00:00Z" for hour in (12, 13, 14, 15))
OUTCOME = {"code": 1, "at": TWO}


def arrivals(
    known: Catalogue, *documents: dict[str, Any], contract: str | None = None
) -> Counter[tuple[str, int, FeedStage]]:
    """What came of events, each in a record of its own and two of them in an hour."""
    records = [
        KafkaRecord(0, offset, offset // 2 * 3_600_000, orjson.dumps(each), None, contract)
        for offset, each in enumerate(documents)
    ]
    here, there = Contributions(known), Contributions(known)
    entries = Unpacker(here.registry).unpack(Packer(there).pack(records), records)
    hours = {(0, each.offset): each.timestamp // 3_600_000 for each in records}
    events = [each for each in entries if isinstance(each, DecodedEvent)]
    found: Counter[tuple[str, int, FeedStage]] = Counter()
    for row, number in count_arrivals(entries, resolve_revisions({}, events), hours).items():
        found[row.source, row.hour, row.of] += number
    return found


@pytest.fixture(scope="module")
def known() -> Catalogue:
    return catalogue(*INDICATORS)


STAGES: Sequence[tuple[str, dict[str, Any], str]] = (
    ("incident", {}, "created"),
    ("incident", {"dispatched_at": ONE}, "dispatched"),
    ("incident", {"dispatched_at": ONE, "arrived_at": TWO}, "arrived"),
    ("incident", {"closed_at": THREE}, "closed"),
    ("incident", {"cancelled_at": THREE}, "closed"),
    ("complaint", {}, "logged"),
    ("complaint", {"finalised_at": THREE}, "finalised"),
    ("crime", {"outcomes": []}, "recorded"),
    ("crime", {"outcomes": [OUTCOME]}, "outcome"),
    ("stop-search", {}, "created"),
)


@pytest.mark.parametrize("contract", [None, contract_hash()])
@pytest.mark.parametrize(("kind", "fields", "stage"), STAGES)
def test_a_revision_counts_under_the_furthest_stage_of_its_record(
    known: Catalogue, kind: str, fields: dict[str, Any], stage: str, contract: str | None
) -> None:
    found = arrivals(known, document(kind, **fields), contract=contract)
    assert found == {("urn:west:feed", 0, FeedStage("west", kind, stage)): 1}
    assert stage in stages_of(kind)


def test_only_what_is_counted_is_an_arrival_and_in_its_own_hour(known: Catalogue) -> None:
    first = document("stop-search", "s/1")
    later = document("stop-search", "s/1", revision=3)
    found = arrivals(
        known,
        *(first, first, later),
        document("stop-search", "s/1", revision=2, id="overtaken"),
        document("stop-search", "s/1", revision=4, verb="removed"),
        {"no": "event"},
    )
    feed = "urn:west:feed"
    assert found == {
        (feed, 0, FeedStage("west", "stop-search", "created")): 1,
        (feed, 1, FeedStage("west", "stop-search", "updated")): 1,
        (feed, 2, FeedStage("west", "stop-search", "removed")): 1,
    }
