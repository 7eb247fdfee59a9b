"""A fact log in memory, held to what the one on Kafka does."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from oversight_alerts.worker.fact_log import LogRecord
from oversight_contracts.facts.facts import Cut, TotalFact, write_fact


@dataclass
class FakeFactLog:
    """Clusters by name, each with a log; ``cluster`` is the one that answers."""

    cluster: str = "one"
    logs: dict[str, list[LogRecord]] = field(default_factory=dict)
    at: int = 0
    seeks: list[int | None] = field(default_factory=list)

    def append(self, *facts: TotalFact | Cut) -> None:
        """What indicators would publish."""
        records = self._records()
        for fact in facts:
            records.append(LogRecord(len(records), fact.key, write_fact(fact)))

    async def open(self) -> str:
        """See ``FactLog``."""
        return self.cluster

    async def identity(self) -> str:
        """See ``FactLog``."""
        return self.cluster

    async def seek(self, offset: int | None) -> int:
        """See ``FactLog``."""
        self.seeks.append(offset)
        self.at = offset or 0
        return len(self._records())

    async def read(self) -> Sequence[LogRecord]:
        """See ``FactLog``."""
        found = self._records()[self.at :]
        self.at += len(found)
        return found

    def behind(self) -> int:
        """See ``FactLog``."""
        return max(0, len(self._records()) - self.at)

    async def close(self) -> None:
        """See ``FactLog``."""

    def _records(self) -> list[LogRecord]:
        return self.logs.setdefault(self.cluster, [])
