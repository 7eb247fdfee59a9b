"""Records and events for tests."""

from datetime import UTC, datetime
from typing import Any

import orjson

from oversight_contracts.records.base import Record
from oversight_contracts.records.kinds import KINDS
from oversight_indicators.contributions.accumulator import NOTHING, RecordContributions
from oversight_indicators.events.model import DecodedEvent, EventPosition

DEFAULTS: dict[str, dict[str, Any]] = {
    "incident": {"received_at": "2026-03-10T12:00:00Z", "grade": "priority-1"},
    "crime": {"recorded_at": "2026-03-10T12:00:00Z", "offence": "shoplifting"},
    "stop-search": {"searched_at": "2026-03-10T12:00:00Z", "search_type": "person"},
    "complaint": {
        "received_at": "2026-03-01T12:00:00Z",
        "logged_at": "2026-03-10T12:00:00Z",
        "handling": "under-schedule-3",
        "allegations": [{"category": "individual-behaviours"}],
    },
}


def data(kind: str, **fields: Any) -> dict[str, Any]:
    """The data of a valid event of ``kind``; a field given as None is left out."""
    base = {"force": "west", "area": "force", "revision": 1, **DEFAULTS[kind], **fields}
    return {name: value for name, value in base.items() if value is not None}


def record(kind: str, **fields: Any) -> Record:
    """A valid record of ``kind``."""
    return KINDS[kind].model_validate_json(orjson.dumps(data(kind, **fields)), strict=True)


def document(kind: str = "incident", subject: str = "r1", **fields: Any) -> dict[str, Any]:
    """A CloudEvent; ``id``, ``source`` and ``verb`` may be given among the fields."""
    identity = fields.pop("id", f"{subject}-{fields.get('revision', 1)}")
    source, verb = fields.pop("source", "urn:west:feed"), fields.pop("verb", "recorded")
    removal = {
        "force": fields.get("force", "west"),
        "revision": fields.get("revision", 1),
        "area": fields.get("area", "force"),
    }
    return {
        "specversion": "1.0",
        "id": identity,
        "source": source,
        "type": f"uk.police.{kind}.{verb}.v1",
        "subject": subject,
        "time": "2026-03-10T12:00:00Z",
        "data": data(kind, **fields) if verb == "recorded" else removal,
    }


def make_event(
    key: str = "west/incident/r1",
    revision: int = 1,
    content: str = "x",
    *,
    contributions: RecordContributions = NOTHING,
    removed: bool = False,
    partition: int = 0,
    offset: int = 0,
) -> DecodedEvent:
    """An event as the engine sees it; equal ``content`` has an equal digest."""
    place = EventPosition(partition, offset, None)
    digest = f"{removed}{content}".encode()
    name = f"{key}-{revision}-{content}"
    return DecodedEvent(
        place, "feed", name, key, revision, digest, removed, b"{}", contributions, b"{}"
    )


def at(text: str) -> datetime:
    """A moment, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
