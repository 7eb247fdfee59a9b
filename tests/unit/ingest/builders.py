"""Events, tokens and settings for tests of ingest."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from oversight_ingest.settings import IngestSettings
from oversight_runtime.http.tokens import Grant, Role, TokenFile, hash_token

NOW = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
SOURCE = "urn:west-midlands:control-room"
FEED, OTHER_FEED, SECRETARIAT, ADMIN = "feed-token", "other-token", "desk-token", "admin-token"
NATIONAL, NATIONAL_FEED = "urn:national:statistics", "national-token"
STRUCTURED = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
NDJSON = "application/x-ndjson"


def incident(id: str = "evt-1", **changes: Any) -> dict[str, Any]:
    """An incident event; ``data_<field>`` changes its data, None takes a field away."""
    data = {
        "force": "west-midlands",
        "area": "birmingham",
        "revision": 1,
        "received_at": "2026-01-05T11:00:00Z",
        "arrived_at": "2026-01-05T11:12:00Z",
        "grade": "priority-1",
        "channel": "999",
    }
    event = {
        "specversion": "1.0",
        "id": id,
        "source": SOURCE,
        "type": "uk.police.incident.recorded.v1",
        "subject": f"INC-{id}",
        "time": "2026-01-05T11:00:00Z",
    }
    for name, value in changes.items():
        place = data if name.startswith("data_") else event
        place[name.removeprefix("data_")] = value
    return {k: v for k, v in {**event, "data": data}.items() if v is not None}


def encoded(document: Any) -> bytes:
    """Compact JSON."""
    return json.dumps(document, separators=(",", ":")).encode()


def lines(*documents: Any) -> bytes:
    """One document a line."""
    return b"".join(encoded(each) + b"\n" for each in documents)


def bearer(token: str = FEED, content_type: str = STRUCTURED, **more: str) -> dict[str, str]:
    """Request headers; an underscore in a further name stands for a hyphen."""
    named = {name.replace("_", "-"): value for name, value in more.items()}
    return {"Authorization": f"Bearer {token}", "Content-Type": content_type, **named}


def write_tokens(path: Path) -> Path:
    """A token file: two feeds and two that are none."""
    grants = (
        _feed(FEED, SOURCE, ("west-midlands",), ("incident", "crime")),
        _feed(NATIONAL_FEED, NATIONAL, ("england-and-wales",), ("*",)),
        _feed(OTHER_FEED, "urn:staffordshire:control-room", ("staffordshire",), ("*",)),
        Grant(sha256=hash_token(SECRETARIAT), name="desk", role=Role.SECRETARIAT),
        Grant(sha256=hash_token(ADMIN), name="admin", role=Role.ADMIN),
    )
    path.write_text(TokenFile(tokens=grants).model_dump_json())
    return path


def settings(folder: Path, definitions: Path, **changes: Any) -> IngestSettings:
    """Settings whose token file stands in ``folder``."""
    fixed = {"kafka": "127.0.0.1:1", "kafka_idempotence": False, "definitions": definitions}
    tokens = write_tokens(folder / "tokens.json")
    return IngestSettings(**{**fixed, "tokens": tokens, **changes})


def _feed(token: str, source: str, forces: tuple[str, ...], kinds: tuple[str, ...]) -> Grant:
    return Grant(
        sha256=hash_token(token),
        name=token,
        role=Role.FEED,
        source=source,
        forces=forces,
        kinds=kinds,
    )
