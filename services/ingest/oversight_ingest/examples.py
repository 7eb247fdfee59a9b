"""Events as documents show them."""

from typing import Any

import orjson

EVENT: dict[str, Any] = {
    "specversion": "1.0",
    "id": "cr-2026-000001-1",
    "source": "urn:west-midlands:control-room",
    "type": "uk.police.incident.recorded.v1",
    "subject": "WMP-2026-000001",
    "time": "2026-01-05T11:00:00Z",
    "data": {
        "force": "west-midlands",
        "area": "birmingham",
        "revision": 1,
        "received_at": "2026-01-05T11:00:00Z",
        "arrived_at": "2026-01-05T11:12:00Z",
        "grade": "priority-1",
        "channel": "999",
    },
}
BINARY_HEADERS: dict[str, str] = {
    f"ce-{name}": value for name, value in EVENT.items() if name != "data"
}
_LATER = {**EVENT, "id": "cr-2026-000001-2", "data": {**EVENT["data"], "revision": 2}}
STREAM = "".join(orjson.dumps(each).decode() + "\n" for each in (EVENT, _LATER))
