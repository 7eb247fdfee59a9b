"""What ingest has to know of an event: whose it is, when, where, and which record."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from oversight_contracts.envelope import Envelope, read_event
from oversight_ingest.event_models import event_models


@dataclass(slots=True)
class Outline:
    """The parts of a valid event that decide whether it is let in, and its place in the log."""

    id: str
    source: str
    kind: str
    subject: str
    time: datetime
    force: str
    area: str

    @property
    def key_prefix(self) -> bytes:
        """The Kafka key as far as the record's id."""
        return f"{self.force}/{self.kind}/".encode()


class Outlines:
    """Reads outlines. A good event costs one pass of its type's model, half of ``read_event``;
    whatever that does not take is read, and explained, by ``read_event``."""

    def __init__(self) -> None:
        self._readers: dict[Any, tuple[str, Callable[..., Envelope]]] = {
            name: (kind, model.__pydantic_validator__.validate_json)
            for name, (kind, model) in event_models().items()
        }

    def read(self, document: Any, raw: bytes) -> Outline:
        """The outline of ``document``, whose bytes are ``raw``. Raises ``InvalidEvent``."""
        return self._quick(document, raw) or _slow(document)

    def kind_of(self, document: Any) -> str | None:
        """The record kind that ``document`` names, valid or not."""
        known = self._readers.get(_type_of(document))
        return known[0] if known else None

    def _quick(self, document: Any, raw: bytes) -> Outline | None:
        kind, read = self._readers.get(_type_of(document), (None, None))
        if kind is None or read is None:
            return None
        try:
            event: Any = read(raw, strict=True, extra="forbid")
        except ValidationError:
            return None
        data = event.data
        return Outline(
            event.id, event.source, kind, event.subject, event.time, data.force, data.area
        )


def _type_of(document: Any) -> str | None:
    found = document.get("type") if isinstance(document, dict) else None
    return found if isinstance(found, str) else None


def _slow(document: Any) -> Outline:
    event = read_event(document, strict=True)
    return Outline(
        event.id, event.source, event.kind, event.subject, event.time, event.force, event.area
    )
