"""What a batch leaves behind beside its totals: dead letters and receipts. Pure."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from oversight_indicators.decoding import original_of
from oversight_indicators.engine import Outcome
from oversight_indicators.entries import Arrival, Entry, Poison


class Receipt(NamedTuple):
    """The first outcome of an event, and how often it came again in the same batch."""

    source: str
    id: str
    outcome: str
    reason: str | None
    partition: int
    offset: int
    within: int | None
    redeliveries: int = 0


def aftermath(
    entries: Sequence[Entry], outcomes: Iterable[Outcome]
) -> tuple[list[Poison], list[Receipt]]:
    """The dead letters of a batch, and the receipt of each event that can be named."""
    remaining = iter(outcomes)
    letters: list[Poison] = []
    receipts: dict[tuple[str, str], Receipt] = {}
    for entry in entries:
        outcome = next(remaining) if isinstance(entry, Arrival) else Outcome.DEAD_LETTERED
        letter = _letter(entry, outcome)
        if letter is not None:
            letters.append(letter)
        _note(receipts, entry, outcome, letter.reason if letter else None)
    return letters, list(receipts.values())


def _letter(entry: Entry, outcome: Outcome) -> Poison | None:
    if isinstance(entry, Poison):
        return entry
    if outcome is not Outcome.CONFLICT:
        return None
    reason = f"revision {entry.revision} of {entry.key} was counted before with other content"
    return Poison(entry.place, reason, entry.source, entry.id, original_of(entry))


def _note(
    receipts: dict[tuple[str, str], Receipt], entry: Entry, outcome: Outcome, reason: str | None
) -> None:
    if entry.source is None or entry.id is None:
        return
    name = (entry.source, entry.id)
    if name in receipts:
        first = receipts[name]
        receipts[name] = first._replace(redeliveries=first.redeliveries + 1)
    else:
        place = entry.place
        receipts[name] = Receipt(*name, outcome, reason, place.partition, place.offset, place.index)
