"""Resolution of revisions, and the difference that a batch makes to the totals. Pure.

A record that moves from one revision to another takes away what the old one added and adds what
the new one adds; so corrections, late events, duplicates and removals are one mechanism.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from oversight_indicators.contributions.accumulator import (
    NOTHING,
    DeltaAccumulator,
    RecordContributions,
    TotalDelta,
)
from oversight_indicators.events.model import DecodedEvent


class Outcome(StrEnum):
    """The outcome of an event."""

    COUNTED = "counted"
    DUPLICATE = "duplicate"
    SUPERSEDED = "superseded"
    CONFLICT = "conflict"
    DEAD_LETTERED = "dead-lettered"


class RecordMoved(Exception):
    """A record was seen under another partition than before, in a topic not known to have grown."""


@dataclass(frozen=True, slots=True)
class StoredRevision:
    """A record as it is stored: which revision, of what content, from which partition."""

    revision: int
    digest: bytes
    removed: bool
    partition: int


@dataclass(slots=True)
class Resolution:
    """The outcome of each event in order, and the event that each changed record ends at.

    ``known`` says of each event whether its record was known before it.
    """

    outcomes: list[Outcome]
    latest: dict[str, DecodedEvent]
    known: list[bool]


def resolve_revisions(
    stored: Mapping[str, StoredRevision], events: Iterable[DecodedEvent], *, grown: bool = False
) -> Resolution:
    """Let the higher revision win, event by event.

    Raises ``RecordMoved``, but for a topic that has ``grown``.
    """
    latest: dict[str, DecodedEvent] = {}
    outcomes: list[Outcome] = []
    before: list[bool] = []
    for event in events:
        known = latest.get(event.key) or stored.get(event.key)
        if known is not None and not grown:
            _check_partition(known, event)
        outcome = Outcome.COUNTED if known is None else _outcome(known, event)
        if outcome is Outcome.COUNTED:
            latest[event.key] = event
        outcomes.append(outcome)
        before.append(known is not None)
    return Resolution(outcomes, latest, before)


def difference(
    latest: Mapping[str, DecodedEvent], before: Callable[[str], RecordContributions | None]
) -> dict[int, dict[int, TotalDelta]]:
    """The change of each total, by source partition; ``before`` is what a record added so far,
    None where it was not known or had been removed.

    What a record added from another partition is taken away from its new one's totals: each has one
    writer, and readers sum.
    """
    sums: defaultdict[int, DeltaAccumulator] = defaultdict(DeltaAccumulator)
    for key, event in latest.items():
        old = before(key)
        new = None if event.removed else event.contributions
        if (old or NOTHING) != (new or NOTHING):
            sums[event.position.partition].change(old, new)
    return {partition: each.deltas() for partition, each in sums.items()}


def _check_partition(known: StoredRevision | DecodedEvent, event: DecodedEvent) -> None:
    partition = known.partition if isinstance(known, StoredRevision) else known.position.partition
    if partition != event.position.partition:
        raise RecordMoved(
            f"{event.key} was stored from partition {partition} and now came in partition "
            f"{event.position.partition}: the topic has grown; run: oversight rebuild --from-log"
        )


def _outcome(known: StoredRevision | DecodedEvent, event: DecodedEvent) -> Outcome:
    if event.revision != known.revision:
        return Outcome.COUNTED if event.revision > known.revision else Outcome.SUPERSEDED
    return Outcome.DUPLICATE if event.digest == known.digest else Outcome.CONFLICT
