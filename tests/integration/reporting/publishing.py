"""What indicators would publish: totals and cuts, written straight to the fact topic."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from aiokafka import AIOKafkaProducer
from tests.unit.alerts.builders import shipped

from oversight_contracts.facts.episode import EpisodeFact
from oversight_contracts.facts.facts import Cut, Fact, Position, TotalFact, write_fact
from oversight_contracts.topics import ALERTS, FACTS

CUT_AT = datetime(2020, 7, 1, 8, 30, tzinfo=UTC)
GENERATION = 1_700_000_000_000


def total(
    indicator: str,
    bucket: str,
    n: int,
    *,
    by: str = "",
    of: int = 0,
    pending: int = 0,
    values: Mapping[int, int] | None = None,
    revision: int = 1,
    generation: int = GENERATION,
    area: str = "force",
    changes: tuple[int, int, int] = (0, 0, 0),
) -> TotalFact:
    """A total of the West Midlands; ``changes`` are by arrivals, corrections and removals."""
    arrived, corrected, removed = changes
    return TotalFact(
        generation=generation,
        revision=revision,
        indicator=indicator,
        force="west-midlands",
        area=area,
        by=by,
        bucket=bucket,
        n=n,
        of=of,
        pending=pending,
        values=dict(values or {}),
        arrived=arrived,
        corrected=corrected,
        removed=removed,
    )


def cut(
    offset: int = 100,
    *,
    generation: int = GENERATION,
    complete: bool = True,
    at: datetime = CUT_AT,
    definitions: str | None = None,
) -> Cut:
    """A cut at ``offset`` of the first partition of the events' log."""
    return Cut(
        generation=generation,
        complete=complete,
        definitions=definitions or shipped().counting_hash,
        positions=(Position(partition=0, log="the-log", offset=offset),),
        at=at,
    )


class Publishing:
    """Writes facts and episodes in order."""

    def __init__(self, producer: AIOKafkaProducer) -> None:
        self._producer = producer

    async def facts(self, *facts: Fact) -> None:
        """Write to the fact topic and wait for the acknowledgements."""
        await self._send(FACTS.name, ((each.key, write_fact(each)) for each in facts))

    async def raw(self, value: bytes) -> None:
        """Write any bytes to the fact topic."""
        await self._send(FACTS.name, [(b"raw", value)])

    async def episodes(self, *episodes: EpisodeFact) -> None:
        """Write to the alert topic and wait for the acknowledgements."""
        await self._send(
            ALERTS.name, ((each.key, each.model_dump_json().encode()) for each in episodes)
        )

    async def _send(self, topic: str, records: Iterable[tuple[bytes, bytes]]) -> None:
        # As the services do: where a reader's question made the topic, it has more partitions.
        sent = [
            await self._producer.send(topic, value, key=key, partition=0) for key, value in records
        ]
        await self._producer.flush()
        for each in sent:
            await each
