"""Findings of the demonstration: counters of the services, episodes and delivered e-mails."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from oversight_local.demo.mailbox import Email
from oversight_local.load.stop_search.editions import LoadedEdition
from oversight_local.stack.stack_file import StackFile

_SAMPLE = re.compile(r"^(?P<name>\w+)(?:\{(?P<labels>.*)\})? (?P<value>\S+)$")
_OUTCOME = re.compile(r'\boutcome="([^"]*)"')
INGEST, INDICATORS = "oversight_ingest_events_total", "oversight_indicators_events_total"
NOTIFICATIONS = "oversight_alerts_notifications_total"


@dataclass(frozen=True)
class Counts:
    """Events by what ingest and then indicators made of them; e-mails by what became of them."""

    ingest: Counter[str]
    indicators: Counter[str]
    notifications: Counter[str]

    @property
    def accepted(self) -> int:
        """Events that ingest answered for as durable."""
        return self.ingest["accepted"]

    def faults(self) -> Iterator[str]:
        """The sentences that say why these numbers do not add up; none where they do."""
        seen = self.indicators
        known = seen["counted"] + seen["duplicate"] + seen["superseded"]
        if self.accepted != known:
            yield (
                f"{self.accepted:,} events were accepted, but {known:,} were counted, "
                "duplicates or superseded"
            )
        for word, count in (
            ("refused", self.ingest["refused"]),
            ("in conflict with what is stored", seen["conflict"]),
            ("dead-lettered", seen["dead-lettered"]),
        ):
            if count:
                yield f"{count:,} events were {word}"


def read_counts(stack: StackFile) -> Counts:
    """The counters of the running services."""
    return Counts(
        _by_outcome(stack.url("ingest"), INGEST),
        _by_outcome(stack.url("indicators"), INDICATORS),
        _by_outcome(stack.url("alerts"), NOTIFICATIONS),
    )


def by_outcome(text: str, name: str) -> Counter[str]:
    """The counter ``name`` in Prometheus' text format, summed by its label ``outcome``."""
    found: Counter[str] = Counter()
    for line in text.splitlines():
        sample = _SAMPLE.match(line)
        if sample and sample["name"] == name:
            outcome = _OUTCOME.search(sample["labels"] or "")
            found[outcome[1] if outcome else ""] += int(float(sample["value"]))
    return found


def _by_outcome(url: str, name: str) -> Counter[str]:
    answer = httpx.get(f"{url}/metrics", timeout=10, trust_env=False).raise_for_status()
    return by_outcome(answer.text, name)


@dataclass(frozen=True)
class Episodes:
    """Transitions by name over all episodes, and the title of each episode."""

    transitions: Counter[str]
    titles: tuple[str, ...]


def read_episodes(stack: StackFile) -> Episodes:
    """Read every episode with its history."""
    headers = {"Authorization": f"Bearer {stack.tokens['oversight']}"}
    base = stack.url("alerts")
    with httpx.Client(base_url=base, headers=headers, timeout=10, trust_env=False) as client:
        alerts = _get(client, "/v1/alerts")["alerts"]
        histories = [_get(client, f"/v1/alerts/{each['id']}")["history"] for each in alerts]
    transitions = Counter(fact["transition"] for history in histories for fact in history)
    return Episodes(transitions, tuple(each["title"] for each in alerts))


def _get(client: httpx.Client, path: str) -> Any:
    return client.get(path).raise_for_status().json()


@dataclass
class Findings:
    """The findings of one demonstration, from the services themselves, and their faults."""

    counts: Counts
    episodes: Episodes
    emails: list[Email]
    report: dict[str, Path]
    page: str
    alerted_after: float | None
    records: int
    loaded: list[LoadedEdition] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
