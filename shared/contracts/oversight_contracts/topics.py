"""The one table of topics: who writes, who reads, the key, and how long records are kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field

DAY_MS = 24 * 60 * 60 * 1000
# Whatever fits the events topic (1 MiB) grows by a third as base64 in its dead letter.
LARGEST_LETTER = 1_500_000


@dataclass(frozen=True)
class Topic:
    """A topic's contract. ``partitions`` may grow only with a rebuild of the indicators."""

    name: str
    title: str
    key: str
    partitions: int
    retention: str
    config: Mapping[str, str] = field(default_factory=dict)
    producers: tuple[str, ...] = ()
    consumers: tuple[str, ...] = ()


EVENTS = Topic(
    name="oversight.events.v1",
    title="Every accepted event: one CloudEvent, or an array of them, a record",
    key="force/kind/record id (none on a batch record: its partition is theirs)",
    partitions=4,
    retention="for ever: it is the source of every figure",
    config={"cleanup.policy": "delete", "retention.ms": "-1"},
    producers=("ingest",),
    consumers=("indicators",),
)
DEAD_LETTERS = Topic(
    name="oversight.dead-letters.v1",
    title="What could not be counted: the original bytes, where they stood, and why",
    key="topic/partition/offset/index",
    partitions=1,
    retention="one year",
    config={
        "cleanup.policy": "delete",
        "retention.ms": str(366 * DAY_MS),
        "max.message.bytes": str(LARGEST_LETTER),
    },
    producers=("indicators",),
    consumers=(),
)
FACTS = Topic(
    name="oversight.facts.v1",
    title="Totals, statements, cuts at which they are consistent, hours reconciled, arrivals",
    key="total/indicator/force/area/breakdown/bucket, statement/force/kind/id, cut, "
    "reconciliation/source/hour, or arrivals/source/hour",
    partitions=1,
    retention="the newest of each key",
    config={"cleanup.policy": "compact"},
    producers=("indicators",),
    consumers=("alerts", "reporting"),
)
ALERTS = Topic(
    name="oversight.alerts.v1",
    title="Episodes as they open, worsen and resolve",
    key="episode id",
    partitions=1,
    retention="the newest of each key",
    config={"cleanup.policy": "compact"},
    producers=("alerts",),
    consumers=("reporting", "alerts"),
)
AREAS = Topic(
    name="oversight.areas.v1",
    title="The forces and areas that the active generation counts: what may come in",
    key="areas",
    partitions=1,
    retention="the newest",
    config={"cleanup.policy": "compact"},
    producers=("indicators",),
    consumers=("ingest",),
)
TOPICS = (EVENTS, DEAD_LETTERS, FACTS, ALERTS, AREAS)
