"""Any stream of any records, under the product's own definitions, ends in the batch totals."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.partitioner import partition_of
from tests.unit.indicators.lives import (
    COUNTED,
    Document,
    Known,
    deliveries_of,
    histories,
    known_data,
)

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.events.envelope import BATCH, STRUCTURED
from oversight_contracts.events.event import read_event
from oversight_contracts.facts.facts import SeriesKey
from oversight_contracts.topics import EVENTS
from oversight_indicators.contributions.accumulator import RecordContributions
from oversight_indicators.contributions.compiler import Contributions
from oversight_indicators.count.stored_records import stored_contributions
from oversight_indicators.events.decode import decode
from oversight_indicators.events.model import DecodedEvent, KafkaRecord
from oversight_indicators.events.revisions import StoredRevision, difference, resolve_revisions

# A name of a number: a series, its bucket, and n, of, pending or a duration.
Counted = Counter[tuple[SeriesKey, str, str | int]]


@dataclass
class Database:
    """Records as they are stored, by key, and each partition's totals."""

    contributions: Contributions
    records: dict[str, tuple[StoredRevision, bytes]] = field(default_factory=dict)
    totals: dict[int, Counted] = field(default_factory=dict)

    def count(self, messages: Sequence[KafkaRecord]) -> None:
        """Count a batch as a transaction does, with nothing remembered from the one before."""
        events = [each for message in messages for each in self._decoded(message)]
        resolution = resolve_revisions(
            {key: each for key, (each, _) in self.records.items()}, events
        )
        registry = self.contributions.registry
        for partition, sums in difference(resolution.latest, self._before).items():
            totals = self.totals.setdefault(partition, Counter())
            for key, each in sums.items():
                _add(totals, *registry.named(key), each.n, each.of, each.pending, each.values or {})
        for name, event in resolution.latest.items():
            self.records[name] = _standing(event), event.data

    def _decoded(self, message: KafkaRecord) -> list[DecodedEvent]:
        entries = decode(message, self.contributions)
        events = [entry for entry in entries if isinstance(entry, DecodedEvent)]
        assert len(events) == len(entries), entries
        return events

    def _before(self, key: str) -> RecordContributions | None:
        if key not in self.records or self.records[key][0].removed:
            return None
        return stored_contributions(self.contributions, key, self.records[key][1])


@pytest.fixture(scope="module")
def contributions(definitions_catalogue: Catalogue) -> Contributions:
    return Contributions(definitions_catalogue)


@pytest.fixture(scope="module")
def known(definitions_catalogue: Catalogue) -> Known:
    return known_data(definitions_catalogue)


def test_every_kind_that_is_counted_has_records(known: Known) -> None:
    assert [kind for kind in COUNTED if not known.data[kind]] == []


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(choices=st.data())
def test_any_delivery_of_any_records_ends_in_the_batch_totals(
    contributions: Contributions, known: Known, choices: st.DataObject
) -> None:
    events = choices.draw(histories(known))
    stream = choices.draw(deliveries_of(events))
    database = Database(contributions)
    offset = 0
    while stream:
        size = choices.draw(st.integers(1, len(stream)))
        together, checked = choices.draw(st.booleans()), choices.draw(st.booleans())
        contract = contributions.contract if checked else None
        messages = in_messages(stream[:size], offset, contract, together=together)
        database.count(messages)
        stream, offset = stream[size:], offset + len(messages)
        assert (
            min((each for own in database.totals.values() for each in own.values()), default=0) >= 0
        )
    reached: Counted = Counter()
    for own in database.totals.values():
        reached.update(own)
    assert +reached == batch_totals(events, contributions)


def in_messages(
    events: Sequence[Document], offset: int, contract: str | None, *, together: bool
) -> list[KafkaRecord]:
    """Events as records of the log: those of a partition in one, or each in its own."""
    parts: dict[int, list[Document]] = {}
    for event in events:
        key = f"{event['data']['force']}/{event['type'].split('.')[2]}/{event['subject']}"
        parts.setdefault(partition_of(key.encode(), EVENTS.partitions), []).append(event)
    values = [
        (partition, orjson.dumps(value), kind)
        for partition, own in parts.items()
        for value, kind in ([(own, BATCH)] if together else [(each, STRUCTURED) for each in own])
    ]
    return [
        KafkaRecord(partition, offset + number, 0, value, kind, contract)
        for number, (partition, value, kind) in enumerate(values)
    ]


def batch_totals(events: Sequence[Document], contributions: Contributions) -> Counted:
    """The newest revision of each record, added up in one go."""
    newest: dict[str, Document] = {}
    for event in sorted(events, key=lambda each: int(each["data"]["revision"])):
        newest[event["subject"]] = event
    totals: Counted = Counter()
    for event in newest.values():
        read = read_event(event, strict=True)
        if read.record is None:
            continue
        for (series, bucket), each in contributions.totals(read.kind, read.record).items():
            _add(totals, series, bucket, each.n, each.of, each.pending, each.values)
    return +totals


def _add(
    totals: Counted,
    series: SeriesKey,
    bucket: str,
    n: int,
    of: int,
    pending: int,
    values: dict[int, int],
) -> None:
    counts: list[tuple[str | int, int]] = [("n", n), ("of", of), ("pending", pending)]
    for name, count in [*counts, *values.items()]:
        totals[series, bucket, name] += count


def _standing(event: DecodedEvent) -> StoredRevision:
    return StoredRevision(event.revision, event.digest, event.removed, event.position.partition)
