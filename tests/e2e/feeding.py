"""Events sent to a running stack as a feed sends them."""

from typing import Any

import httpx
import orjson

from oversight_local.stack.stack import Stack


def send(stack: Stack, events: list[dict[str, Any]]) -> None:
    """Send the events; every one must be taken."""
    with httpx.Client(timeout=60, trust_env=False) as client:
        answer = client.post(
            stack.url("ingest") + "/v1/events",
            content=b"\n".join(map(orjson.dumps, events)),
            headers={
                "Authorization": f"Bearer {stack.file.tokens['feed']}",
                "Content-Type": "application/x-ndjson",
            },
        )
    assert answer.status_code == 202, answer.text[:2000]
