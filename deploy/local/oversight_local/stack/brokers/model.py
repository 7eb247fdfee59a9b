"""The brokers of a stack: their kind, and how each is started."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from oversight_local.processes.program import Recipe


class Broker(StrEnum):
    """The kinds of broker a stack can stand on."""

    EMBEDDED = "embedded"
    KAFKA = "kafka"


@dataclass(frozen=True)
class Brokers:
    """One or more brokers; ``recipes`` are by the names of their processes.

    ``servers`` is for clients, ``replication`` how many copies a topic has; ``idempotent`` says
    whether a producer can number its records, ``named_members`` whether a member of a group that
    comes back under its name has its partitions at once.
    """

    kind: Broker
    servers: str
    recipes: Mapping[str, Recipe]
    replication: int
    idempotent: bool
    named_members: bool

    def environment(self) -> dict[str, str]:
        """The settings of services."""
        return {
            "OVERSIGHT_KAFKA": self.servers,
            "OVERSIGHT_KAFKA_IDEMPOTENCE": str(self.idempotent).lower(),
            "OVERSIGHT_KAFKA_REPLICATION": str(self.replication),
        }
