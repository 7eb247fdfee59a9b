"""A record's change as the CloudEvent that carries it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import orjson


@dataclass(frozen=True, slots=True)
class Change:
    """A record as it is known from a revision on, or that it is gone; ``data`` has it all."""

    verb: Literal["recorded", "removed"]
    kind: str
    subject: str
    revision: int
    time: datetime
    data: dict[str, Any]

    @property
    def id(self) -> str:
        """The event's id: the same change sent again has the same id."""
        return f"{self.subject}:{self.revision}"


def encode(change: Change, source: str) -> bytes:
    """One line of NDJSON, with its line feed."""
    event = {
        "specversion": "1.0",
        "id": change.id,
        "source": source,
        "type": f"uk.police.{change.kind}.{change.verb}.v1",
        "subject": change.subject,
        "time": change.time,
        "data": change.data,
    }
    return orjson.dumps(event, option=orjson.OPT_APPEND_NEWLINE)
