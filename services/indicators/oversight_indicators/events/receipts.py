"""Receipts of a batch's events, and its dead letters. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter

from oversight_indicators.events.model import EventOutcome, PoisonEvent
from oversight_indicators.events.revisions import Outcome

# The first outcome of an event: its source and id, the outcome and why, where it stood (partition,
# offset, index inside a batch record), and how often it came again in the same batch. A plain
# tuple: a named one costs several times as much to make, and there is one to each event.
Receipt = tuple[str, str, str, str | None, int, int, int | None, int]
_NAME = itemgetter(1, 0)
_DEAD_LETTERED = (Outcome.DEAD_LETTERED, Outcome.CONFLICT)


def receipts_of(
    entries: Sequence[EventOutcome], outcomes: Iterable[Outcome]
) -> tuple[list[PoisonEvent], list[Receipt]]:
    """The dead letters of a batch, and the receipt of each event that can be named.

    Receipts are in an order of their own: two workers that meet the same events must not wait for
    each other.
    """
    dead_letters: list[PoisonEvent] = []
    receipts: dict[tuple[str, str], Receipt] = {}
    for entry, outcome in _with_outcomes(entries, outcomes):
        reason = None
        if outcome in _DEAD_LETTERED:
            dead_letter = _dead_letter(entry)
            dead_letters.append(dead_letter)
            reason = dead_letter.reason
        source, id_, position = entry.source, entry.id, entry.position
        if source is None or id_ is None:
            continue
        name = (source, id_)
        row = (*name, outcome, reason, position.partition, position.offset, position.index, 0)
        if (first := receipts.setdefault(name, row)) is not row:
            receipts[name] = (*first[:-1], first[-1] + 1)
    return dead_letters, sorted(receipts.values(), key=_NAME)


def _with_outcomes(
    entries: Sequence[EventOutcome], outcomes: Iterable[Outcome]
) -> Iterator[tuple[EventOutcome, Outcome]]:
    remaining = iter(outcomes)
    for entry in entries:
        yield entry, Outcome.DEAD_LETTERED if isinstance(entry, PoisonEvent) else next(remaining)


def _dead_letter(entry: EventOutcome) -> PoisonEvent:
    if isinstance(entry, PoisonEvent):
        return entry
    reason = f"revision {entry.revision} of {entry.key} was counted before with other content"
    return PoisonEvent(entry.position, reason, entry.source, entry.id, entry.original)
