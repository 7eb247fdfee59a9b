"""What comes in, and what it is found to be: an event that can count, or one that never can."""

from dataclasses import dataclass

from oversight_indicators.contributions.accumulator import RecordContributions


@dataclass(frozen=True, slots=True)
class KafkaRecord:
    """A Kafka record of the events topic; ``timestamp`` is the broker's, in ms.

    ``contract`` is the one its events were checked by before they came in, if any was.
    """

    partition: int
    offset: int
    timestamp: int
    value: bytes
    content_type: str | None = None
    contract: str | None = None


# Not frozen, here and below: a frozen dataclass costs several times as much to make.
@dataclass(slots=True, unsafe_hash=True)
class EventPosition:
    """Where an event stood; ``index`` inside a batch record, None for a record of one event."""

    partition: int
    offset: int
    index: int | None


@dataclass(slots=True)
class DecodedEvent:
    """A valid event. ``atoms`` is what its record adds; of a removal, nothing.

    ``weighed`` is false while nobody asked what the record adds: then ``atoms`` is empty, and
    ``data`` may be.
    """

    place: EventPosition
    source: str
    id: str
    key: str
    revision: int
    digest: bytes
    removed: bool
    data: bytes
    atoms: RecordContributions
    # The whole record, not the event's own part of it: what is decoded costs the garbage
    # collector more to look at than the rare dead letter costs to decode again.
    record: bytes
    weighed: bool = True


@dataclass(slots=True)
class PoisonEvent:
    """An event that can never count; ``source`` and ``id`` as far as they could be read."""

    place: EventPosition
    reason: str
    source: str | None
    id: str | None
    original: bytes


EventOutcome = DecodedEvent | PoisonEvent
