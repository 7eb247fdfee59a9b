"""The outline of an event: whose it is, when, where, and which record."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from oversight_contracts.events.event import check_event, type_of
from oversight_contracts.records.base import Record


@dataclass(slots=True)
class Outline:
    """The parts of a valid event that decide whether it is let in, and its place in the log.

    ``record`` is None for a removal.
    """

    id: str
    source: str
    kind: str
    subject: str
    time: datetime
    force: str
    area: str
    record: Record | None

    @property
    def key_prefix(self) -> bytes:
        """The Kafka key as far as the record's id."""
        return f"{self.force}/{self.kind}/".encode()


def outline(document: Any, raw: bytes) -> Outline:
    """The outline of ``document``, whose bytes are ``raw``. Raises ``InvalidEvent``."""
    event_type, event = check_event(document, raw, strict=True)
    data: Any = event.data
    return Outline(
        event.id,
        event.source,
        event_type.kind,
        event.subject,
        event.time,
        data.force,
        data.area,
        data if isinstance(data, Record) else None,
    )


def kind_of(document: Any) -> str | None:
    """The record kind that ``document`` names, valid or not."""
    known = type_of(document)
    return known.kind if known else None
