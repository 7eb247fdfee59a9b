"""A topic log in memory, held to what the one on Kafka does."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from oversight_contracts.facts.facts import Fact, write_fact
from oversight_projection.sink import Record


@dataclass
class FakeTopicLog:
    """Clusters by name, each with a log; ``cluster`` is the one that answers."""

    cluster: str = "one"
    logs: dict[str, list[Record]] = field(default_factory=dict)
    at: int = 0
    seeks: list[int] = field(default_factory=list)

    def append(self, *facts: Fact) -> None:
        """What indicators would publish."""
        records = self._records()
        for fact in facts:
            records.append(Record(len(records), fact.key, write_fact(fact)))

    async def open(self) -> str:
        """See ``TopicLog``."""
        return self.cluster

    async def identity(self) -> str:
        """See ``TopicLog``."""
        return self.cluster

    async def end(self) -> int:
        """See ``TopicLog``."""
        return len(self._records())

    async def seek(self, offset: int) -> None:
        """See ``TopicLog``."""
        self.seeks.append(offset)
        self.at = offset

    async def read(self) -> Sequence[Record]:
        """See ``TopicLog``."""
        found = self._records()[self.at :]
        self.at += len(found)
        return found

    def behind(self) -> int:
        """See ``TopicLog``."""
        return max(0, len(self._records()) - self.at)

    async def close(self) -> None:
        """See ``TopicLog``."""

    def _records(self) -> list[Record]:
        return self.logs.setdefault(self.cluster, [])
