"""The event log of a force in the order of arrival, and whether that order tells anything."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from aiokafka import TopicPartition

from oversight_contracts.contract_hash import HEADER
from oversight_contracts.records.kinds import COUNTED_ON
from oversight_contracts.topics import EVENTS
from oversight_indicators.contributions.compiler import Contributions
from oversight_indicators.events.decode import decode
from oversight_indicators.events.model import DecodedEvent, KafkaRecord
from oversight_local.failure import Failure
from oversight_measures.periods.period import Period, london_day
from oversight_measures.periods.wording import day_in_words
from oversight_runtime.kafka.connection import Kafka
from oversight_runtime.kafka.consumer import consumer_of

# What is heard of so long after its day was loaded, and nobody can tell when it was known.
LATE = timedelta(days=31)
# One record in so many may come late: those are told late in life too.
FEW = 20


@dataclass(frozen=True)
class Arrival:
    """An event, and when it came into the log."""

    at: datetime
    event: DecodedEvent

    @property
    def kind(self) -> str:
        """The kind of its record."""
        return self.event.key.split("/", 2)[1]


def arrivals_of(
    messages: Iterable[KafkaRecord], contributions: Contributions, force: str
) -> list[Arrival]:
    """The events of a force that can count, in the order in which they came."""
    in_order = sorted(messages, key=lambda each: (each.timestamp, each.partition, each.offset))
    return [
        Arrival(datetime.fromtimestamp(message.timestamp / 1000, UTC), event)
        for message in in_order
        for event in decode(message, contributions)
        if isinstance(event, DecodedEvent) and event.key.startswith(f"{force}/")
    ]


def check_order(arrivals: Sequence[Arrival], period: Period) -> None:
    """Raise ``Failure`` where records of the period came too late to tell when they were known."""
    waits = list(_first_waits(arrivals, period))
    late = [each for each in waits if each[1] > LATE]
    if not late or len(late) * FEW < len(waits):
        return
    first, last = (london_day(end(at for at, _ in late)) for end in (min, max))
    came = f"on {day_in_words(first)}"
    if first != last:
        came = f"from {day_in_words(first)} to {day_in_words(last)}"
    raise Failure(
        f"--as-known then: {len(late):,} of {len(waits):,} records of the period came more than "
        f"{LATE.days} days after their day, {came}: they were loaded later, and when they were "
        "known is not on record; ask for --as-known now"
    )


def _first_waits(
    arrivals: Iterable[Arrival], period: Period
) -> Iterator[tuple[datetime, timedelta]]:
    """When each record of the period was first heard of, and how long after its own moment."""
    seen = set[str]()
    for each in arrivals:
        if each.event.removed or each.event.key in seen:
            continue
        seen.add(each.event.key)
        moment = _moment(orjson.loads(each.event.data).get(COUNTED_ON.get(each.kind, "")))
        if moment is not None and period.start <= london_day(moment) < period.end:
            yield each.at, each.at - moment


def _moment(value: Any) -> datetime | None:
    if not isinstance(value, str):
        return None
    found = datetime.fromisoformat(value)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


async def read_log(kafka: Kafka) -> list[KafkaRecord]:
    """The whole event log. Raises ``Failure`` where it does not begin at its start any more."""
    found: list[KafkaRecord] = []
    partitions = [TopicPartition(EVENTS.name, each) for each in range(EVENTS.partitions)]
    async with consumer_of(kafka) as consumer:
        consumer.assign(partitions)
        ends = await consumer.end_offsets(partitions)
        if any((await consumer.beginning_offsets(partitions)).values()):
            raise Failure("--as-known then: the event log does not begin at its start any more")
        for partition in partitions:
            consumer.seek(partition, 0)
            while await consumer.position(partition) < ends[partition]:
                batches = await consumer.getmany(partition, timeout_ms=500)
                found += [_message(record) for batch in batches.values() for record in batch]
    return found


def _message(record: Any) -> KafkaRecord:
    headers = {name: value.decode("latin-1") for name, value in record.headers or () if value}
    return KafkaRecord(
        record.partition,
        record.offset,
        record.timestamp,
        record.value or b"",
        headers.get("content-type"),
        headers.get(HEADER),
    )
