"""How one event is read: checked against its models, or taken where that was done before."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from oversight_contracts.definitions.reference import WHOLE_FORCE
from oversight_contracts.event_types import EVENT_TYPES
from oversight_contracts.events import content_of, read_event
from oversight_contracts.records.base import Record
from oversight_contracts.records.revival import Revival
from oversight_indicators.cells import NOTHING
from oversight_indicators.contributions import Contributions
from oversight_indicators.entries import Arrival, Entry, Message, Place


@dataclass(slots=True)
class Unread:
    """A record that was checked before it came into the log: its values are read when needed."""

    revival: Revival
    data: dict[str, Any]


# An event, and its record whose weight nobody has asked for yet: what it adds to the totals.
Read = tuple[Entry, Record | Unread | None]
# Given where it stood, what it says, its own bytes where they are known, and the whole record's.
# Raises whatever is wrong with it.
Reader = Callable[[Contributions, Place, Any, bytes | None, bytes], Read]


def reader_for(message: Message, contributions: Contributions) -> Reader:
    """How the events of ``message`` are read."""
    # What this contract has let in once it would let in again.
    return take if message.contract == contributions.contract else check


def check(
    contributions: Contributions, place: Place, document: Any, raw: bytes | None, record: bytes
) -> Read:
    """An event from whoever may have written it."""
    event = read_event(document, raw, strict=False)
    contributions.areas.require(event.force, event.area)
    contributions.areas.require_kind(event.force, event.kind)
    removed = event.record is None
    arrival = Arrival(
        place,
        event.source,
        event.id,
        f"{event.force}/{event.kind}/{event.subject}",
        event.revision,
        event.digest,
        removed,
        event.data,
        NOTHING,
        record,
        weighed=removed,
    )
    return arrival, event.record


def take(
    contributions: Contributions, place: Place, document: Any, raw: bytes | None, record: bytes
) -> Read:
    """An event that this contract has checked before, read as ``check`` would read it."""
    told = EVENT_TYPES[document["type"]]
    data, removed = document["data"], told.verb == "removed"
    source, id_, subject = document["source"], document["id"], document["subject"]
    force, revision = data["force"], data["revision"]
    # What is hashed and compared far from here must not be of another type, whoever says what.
    if not (type(source) is type(id_) is type(subject) is str and type(revision) is int):
        raise TypeError("source, id and subject have to be texts, and the revision a number")
    contributions.areas.require(force, data.get("area", WHOLE_FORCE))
    contributions.areas.require_kind(force, told.kind)
    content, digest = content_of(told.verb, data)
    arrival = Arrival(
        place,
        source,
        id_,
        f"{force}/{told.kind}/{subject}",
        revision,
        digest,
        removed,
        content,
        NOTHING,
        record,
        weighed=removed,
    )
    return arrival, None if removed else Unread(contributions.revivals[told.kind], data)
