"""Tallies: every event once under its outcome, whatever the batching."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.indicators.event_builders import make_event

from oversight_indicators.events.model import DecodedEvent, EventOutcome, EventPosition, PoisonEvent
from oversight_indicators.events.outcome_counts import (
    HOUR_MS,
    OutcomeCounts,
    count_outcomes,
    hour_of,
)
from oversight_indicators.events.revisions import Outcome


@dataclass(frozen=True)
class Seen:
    """An event of a log: where and when its record stood, from whom, and what became of it."""

    partition: int
    record: int
    timestamp: int
    source: str | None
    outcome: Outcome

    @property
    def entry(self) -> EventOutcome:
        if self.outcome is Outcome.DEAD_LETTERED:
            place = EventPosition(self.partition, self.record, None)
            return PoisonEvent(place, "bad", self.source, None, b"")
        made = make_event(partition=self.partition, offset=self.record)
        made.source = self.source or "feed"
        return made

    @property
    def count(self) -> OutcomeCounts:
        source = self.entry.source or ""
        return OutcomeCounts(self.partition, source, self.timestamp // 3_600_000, self.outcome)


SEEN = st.builds(
    Seen,
    partition=st.integers(0, 2),
    record=st.integers(0, 3),
    timestamp=st.integers(-1, 4 * HOUR_MS),
    source=st.sampled_from(["feed", "archive", None]),
    outcome=st.sampled_from(list(Outcome)),
)


def outcomes(batch: Sequence[Seen]) -> Counter[OutcomeCounts]:
    entries = [each.entry for each in batch]
    outcomes = [
        each.outcome
        for each, entry in zip(batch, entries, strict=True)
        if isinstance(entry, DecodedEvent)
    ]
    hours = {(each.partition, each.record): hour_of(each.timestamp) for each in batch}
    return count_outcomes(entries, outcomes, hours)


def one_time_a_record(seen: list[Seen]) -> list[Seen]:
    """A record has one timestamp: that of the first event seen in it."""
    first: dict[tuple[int, int], int] = {}
    return [
        Seen(
            each.partition,
            each.record,
            first.setdefault((each.partition, each.record), each.timestamp),
            each.source,
            each.outcome,
        )
        for each in seen
    ]


@given(st.lists(SEEN, max_size=40).map(one_time_a_record), st.lists(st.integers(0, 40)))
def test_the_sum_over_any_batches_is_what_became_of_each_event(
    log: list[Seen], cuts: list[int]
) -> None:
    found: Counter[OutcomeCounts] = Counter()
    edges = [0, *sorted(cuts), len(log)]
    for start, end in zip(edges, edges[1:], strict=False):
        found.update(outcomes(log[start:end]))
    assert found == Counter(each.count for each in log)


def test_an_event_without_a_readable_source_is_counted_under_no_name() -> None:
    poison = Seen(1, 7, 2 * HOUR_MS, None, Outcome.DEAD_LETTERED)
    assert outcomes([poison]) == {OutcomeCounts(1, "", 2, Outcome.DEAD_LETTERED): 1}
