"""The episodes that alerts knows, and how they went."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import httpx

from oversight_local.stack_file import StackFile


@dataclass(frozen=True)
class Episodes:
    """Transitions by name over all episodes, and the title of each episode."""

    transitions: Counter[str]
    titles: tuple[str, ...]


def read_episodes(stack: StackFile) -> Episodes:
    """All of them, with their histories."""
    headers = {"Authorization": f"Bearer {stack.tokens['oversight']}"}
    base = stack.url("alerts")
    with httpx.Client(base_url=base, headers=headers, timeout=10, trust_env=False) as client:
        alerts = _get(client, "/v1/alerts")["alerts"]
        histories = [_get(client, f"/v1/alerts/{each['id']}")["history"] for each in alerts]
    transitions = Counter(fact["transition"] for history in histories for fact in history)
    return Episodes(transitions, tuple(each["title"] for each in alerts))


def _get(client: httpx.Client, path: str) -> Any:
    return client.get(path).raise_for_status().json()
