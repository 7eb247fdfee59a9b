"""The engine: outcomes, and the equality of any stream with a batch recomputation."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.indicators.catalogues import catalogue
from tests.unit.indicators.event_builders import make_event, record

from oversight_contracts.facts.facts import SeriesKey, Total
from oversight_contracts.recorded_fields import STATED
from oversight_indicators.contributions.accumulator import (
    NOTHING,
    RecordContributions,
    SeriesRegistry,
    TotalDelta,
)
from oversight_indicators.contributions.compiler import Contributions
from oversight_indicators.events.model import DecodedEvent
from oversight_indicators.events.revisions import (
    Outcome,
    RecordMoved,
    StoredRevision,
    difference,
    resolve_revisions,
)

INDICATORS: list[dict[str, Any]] = [
    {
        "id": "incidents.all",
        "measure": "count",
        "counts": {"kind": "incident", "at": "received_at", "where": {"cancelled_at": "absent"}},
        "breakdowns": ["grade"],
    },
    {
        "id": "response.time",
        "measure": "duration",
        "of": {"kind": "incident", "at": "received_at"},
        "from": "received_at",
        "to": "arrived_at",
        "counted_in": "seconds",
        "open": {"closed_at": "absent"},
    },
    {
        "id": "response.within",
        "measure": "proportion",
        "grain": "hour",
        "of": {"kind": "incident", "at": "received_at"},
        "within": {"from": "received_at", "to": "arrived_at", "target": "response"},
        "pending": {"where": {"arrived_at": "absent"}, "means": "?", "counts": "as-miss"},
        "breakdowns": ["grade"],
    },
    {
        "id": "incidents.open",
        "measure": "stock",
        "opened": {"kind": "incident", "at": "received_at"},
        "closed": {"kind": "incident", "at": "closed_at"},
    },
]
CONTRIBUTIONS = Contributions(catalogue(*INDICATORS))


class TestOutcomes:
    def test_a_new_record_is_counted(self) -> None:
        assert resolve_revisions({}, [make_event()]).outcomes == [Outcome.COUNTED]

    @pytest.mark.parametrize(
        ("revision", "content", "outcome"),
        [
            (3, "x", Outcome.COUNTED),
            (2, "x", Outcome.DUPLICATE),
            (2, "y", Outcome.CONFLICT),
            (1, "x", Outcome.SUPERSEDED),
            (1, "y", Outcome.SUPERSEDED),
        ],
    )
    def test_revision_and_content_decide(
        self, revision: int, content: str, outcome: Outcome
    ) -> None:
        stored = {"west/incident/r1": stored_as(make_event(revision=2))}
        assert resolve_revisions(
            stored, [make_event(revision=revision, content=content)]
        ).outcomes == [outcome]

    def test_several_revisions_in_one_batch_end_at_the_highest(self) -> None:
        resolution = resolve_revisions(
            {}, [make_event(revision=r, content=str(r)) for r in (2, 1, 5, 5, 3)]
        )
        assert resolution.outcomes == [
            Outcome.COUNTED,
            Outcome.SUPERSEDED,
            Outcome.COUNTED,
            Outcome.DUPLICATE,
            Outcome.SUPERSEDED,
        ]
        assert resolution.latest["west/incident/r1"].revision == 5

    def test_a_removal_of_the_same_revision_is_a_conflict(self) -> None:
        stored = {"west/incident/r1": stored_as(make_event(revision=2))}
        assert resolve_revisions(stored, [make_event(revision=2, removed=True)]).outcomes == [
            Outcome.CONFLICT
        ]

    def test_a_removed_record_comes_back_only_with_a_higher_revision(self) -> None:
        stored = {"west/incident/r1": stored_as(make_event(revision=2, removed=True))}
        outcomes = resolve_revisions(
            stored, [make_event(revision=1), make_event(revision=3)]
        ).outcomes
        assert outcomes == [Outcome.SUPERSEDED, Outcome.COUNTED]

    def test_a_record_of_another_partition_stops_everything(self) -> None:
        stored = {"west/incident/r1": stored_as(make_event())}
        with pytest.raises(RecordMoved, match="partition 0.*partition 1"):
            resolve_revisions(stored, [make_event(revision=2, partition=1)])

    def test_a_record_may_move_in_a_topic_that_has_grown(self) -> None:
        stored = {"west/incident/r1": stored_as(make_event(revision=2))}
        batch = [make_event(revision=r, content=str(r), partition=1) for r in (1, 3)]
        resolution = resolve_revisions(stored, batch, grown=True)
        assert resolution.outcomes == [Outcome.SUPERSEDED, Outcome.COUNTED]
        assert resolution.latest["west/incident/r1"].position.partition == 1


class TestDifference:
    def test_what_does_not_change_costs_nothing(self) -> None:
        contributions = contributions_of(arrived_after=60)
        latest = {"west/incident/r1": make_event(contributions=contributions)}
        assert difference(latest, lambda _: contributions) == {}

    def test_a_correction_takes_the_old_away_and_adds_the_new(self) -> None:
        latest = {
            "west/incident/r1": make_event(
                contributions=contributions_of(arrived_after=90), partition=3
            )
        }
        old = contributions_of(arrived_after=60)
        sums = difference(latest, lambda _: old)
        assert sums.keys() == {3}
        changed = {
            CONTRIBUTIONS.registry.named(key): (each.n, each.of, each.values)
            for key, each in sums[3].items()
        }
        series = SeriesKey("response.time", "west", "force")
        assert changed == {(series, "2026-03-10"): (0, 0, {60: -1, 90: 1})}

    def test_how_a_total_came_to_change_is_counted_apart(self) -> None:
        stays, moves = contributions_of(arrived_after=60), contributions_of(arrived_after=90)

        def counts(
            old: RecordContributions | None, new: RecordContributions, *, removed: bool = False
        ) -> set[tuple[str, int, int, int]]:
            event = make_event(contributions=new, removed=removed)
            (sums,) = difference({event.key: event}, lambda _: old).values()
            return {
                (CONTRIBUTIONS.registry.named(key)[0].indicator,)
                + (each.arrived, each.corrected, each.removed)
                for key, each in sums.items()
            }

        everything = {"incidents.all", "incidents.open", "response.time", "response.within", STATED}
        assert counts(None, stays) == {(each, 1, 0, 0) for each in everything}
        # Only where the record adds something else than before: the count of incidents stays.
        assert counts(stays, moves) == {("response.time", 0, 1, 0)}
        assert counts(stays, NOTHING, removed=True) == {(each, 0, 0, 1) for each in everything}
        # A known record that counted nowhere before is no late one.
        assert counts(NOTHING, stays) == {(each, 0, 1, 0) for each in everything}

    def test_what_cancels_out_is_told_all_the_same(self) -> None:
        contributions = contributions_of(arrived_after=60)
        came = make_event("west/incident/a", contributions=contributions)
        went = make_event("west/incident/b", removed=True)
        before = {went.key: contributions}
        (sums,) = difference({came.key: came, went.key: went}, before.get).values()
        assert {(each.n, each.of, each.arrived, each.removed) for each in sums.values()} == {
            (0, 0, 1, 1)
        }


@dataclass
class Store:
    """What PostgreSQL holds: records by key, and the running totals."""

    records: dict[str, DecodedEvent] = field(default_factory=dict)
    totals: dict[int, TotalDelta] = field(default_factory=dict)

    def apply(self, batch: Sequence[DecodedEvent]) -> list[Outcome]:
        """Count a batch as the worker does."""
        stored = {key: stored_as(each) for key, each in self.records.items()}
        resolution = resolve_revisions(stored, batch)
        for sums in difference(resolution.latest, self._before).values():
            for key, change in sums.items():
                add(self.totals.setdefault(key, TotalDelta()), change)
        self.records |= resolution.latest
        return resolution.outcomes

    def _before(self, key: str) -> RecordContributions | None:
        known = self.records.get(key)
        return None if known is None or known.removed else known.contributions


def batch_totals(
    events: Sequence[DecodedEvent], registry: SeriesRegistry
) -> dict[tuple[SeriesKey, str], Total]:
    """A recomputation that knows nothing of differences: the newest revision of each record."""
    newest: dict[str, DecodedEvent] = {}
    for event in events:
        if event.key not in newest or event.revision > newest[event.key].revision:
            newest[event.key] = event
    result: dict[tuple[SeriesKey, str], Total] = {}
    for event in newest.values():
        for increment, bucket, value in () if event.removed else event.contributions:
            values = {} if value is None else {value: 1}
            one = Total(increment.n, increment.of, increment.pending, values)
            for base in increment.bases:
                result.setdefault(registry.named(base | bucket), Total()).add(one)
    return result


# Moments around both changes of the clocks, in London and at midnight.
MOMENTS = st.sampled_from(
    [
        "2026-03-28T23:59:59Z",
        "2026-03-29T00:59:59Z",
        "2026-03-29T01:00:00Z",
        "2026-03-29T22:59:59Z",
        "2026-03-29T23:00:00Z",
        "2026-10-24T23:00:00Z",
        "2026-10-25T00:30:00Z",
        "2026-10-25T01:30:00Z",
        "2026-10-25T23:59:59Z",
        "2025-12-31T23:59:59Z",
    ]
)


@st.composite
def histories(draw: st.DrawFn) -> list[DecodedEvent]:
    """Records with their revisions: corrections, removals, and records that come back."""
    events: list[DecodedEvent] = []
    for number in range(draw(st.integers(1, 4))):
        for revision in range(draw(st.integers(1, 5))):
            removed = revision > 0 and draw(st.booleans()) and draw(st.booleans())
            contributions = NOTHING if removed else draw(drawn_contributions())
            key, content = f"west/incident/r{number}", str((number, revision))
            place = number % 2
            events.append(
                make_event(
                    key,
                    revision,
                    content,
                    contributions=contributions,
                    removed=removed,
                    partition=place,
                )
            )
    return events


@st.composite
def drawn_contributions(draw: st.DrawFn) -> RecordContributions:
    received = draw(MOMENTS)
    grade = draw(st.sampled_from(["priority-1", "priority-2"]))
    area = draw(st.sampled_from(["force", "harbour", "old-town"]))
    after = draw(st.sampled_from([None, 0, 900, 901]))
    closed = draw(st.booleans())
    return contributions_of(received, after, grade=grade, area=area, closed=closed)


@given(st.data())
def test_any_delivery_ends_in_the_totals_of_a_batch_recomputation(choices: st.DataObject) -> None:
    events = choices.draw(histories())
    repeated = choices.draw(st.lists(st.sampled_from(events), max_size=6))
    stream = choices.draw(st.permutations([*events, *repeated]))
    store = Store()
    while stream:
        size = choices.draw(st.integers(1, len(stream)))
        store.apply(stream[:size])
        stream = stream[size:]
        assert all(is_possible(total) for total in store.totals.values())
    registry = CONTRIBUTIONS.registry
    reached = {registry.named(key): each.total() for key, each in store.totals.items() if each}
    assert reached == batch_totals(events, registry)


def test_a_conflict_changes_nothing() -> None:
    store = Store()
    first = make_event(revision=2, content="x", contributions=contributions_of())
    store.apply([first])
    before = {key: each.total() for key, each in store.totals.items()}
    other = make_event(revision=2, content="y", contributions=contributions_of(grade="priority-2"))
    assert store.apply([other]) == [Outcome.CONFLICT]
    assert {key: each.total() for key, each in store.totals.items()} == before
    assert store.records["west/incident/r1"] is first


def stored_as(event: DecodedEvent) -> StoredRevision:
    return StoredRevision(event.revision, event.digest, event.removed, event.position.partition)


def add(total: TotalDelta, change: TotalDelta) -> None:
    summed = total.total().add(change.total())
    total.n, total.of, total.pending, total.values = (
        summed.n,
        summed.of,
        summed.pending,
        summed.values,
    )


def is_possible(total: TotalDelta) -> bool:
    counts = (total.n, total.of, total.pending, *(total.values or {}).values())
    return all(count >= 0 for count in counts)


def contributions_of(
    received: str = "2026-03-10T12:00:00Z",
    arrived_after: int | None = None,
    *,
    grade: str = "priority-1",
    area: str = "force",
    closed: bool = False,
) -> RecordContributions:
    start = datetime.fromisoformat(received)
    arrived = None if arrived_after is None else start + timedelta(seconds=arrived_after)
    made = record(
        "incident",
        received_at=received,
        arrived_at=arrived and arrived.isoformat(),
        closed_at=(start + timedelta(days=1)).isoformat() if closed else None,
        grade=grade,
        area=area,
    )
    return CONTRIBUTIONS.of("incident", made)
