"""Dead letters: events that cannot be counted, sent to a topic of their own."""

import asyncio
import base64
from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from oversight_contracts.events.dead_letter import DeadLetter
from oversight_contracts.topics import DEAD_LETTERS, EVENTS
from oversight_indicators.events.model import PoisonEvent
from oversight_runtime.kafka.producer import Publisher

# More than a record of the events topic holds, unless it is compressed; as base64, with the longest
# reason and all names, within the largest dead letter.
LARGEST_ORIGINAL = 1_080_000


class DeadLetterLog(Protocol):
    """A log of dead letters."""

    async def send(self, poisons: Iterable[PoisonEvent], at: datetime) -> None:
        """Return once all are durable."""


class KafkaDeadLetterLog:
    """The dead-letters topic. Raises ``KafkaUnavailable`` where it is not known to have them."""

    def __init__(self, publisher: Publisher) -> None:
        self._publisher = publisher

    async def send(self, poisons: Iterable[PoisonEvent], at: datetime) -> None:
        dead_letters = [dead_letter(poison, at) for poison in poisons]
        await asyncio.gather(
            *(
                self._publisher.send(
                    DEAD_LETTERS.name, dead_letter.model_dump_json().encode(), key=dead_letter.key
                )
                for dead_letter in dead_letters
            )
        )


def dead_letter(poison: PoisonEvent, at: datetime) -> DeadLetter:
    """The dead letter for an event that cannot count; what is too large for one is cut."""
    return DeadLetter(
        topic=EVENTS.name,
        partition=poison.position.partition,
        offset=poison.position.offset,
        index=poison.position.index,
        reason=poison.reason + _left_out(poison),
        source=poison.source,
        id=poison.id,
        at=at,
        original=base64.b64encode(poison.original[:LARGEST_ORIGINAL]),
    )


def _left_out(poison: PoisonEvent) -> str:
    if len(poison.original) <= LARGEST_ORIGINAL:
        return ""
    position = poison.position
    return (
        f" (the first {LARGEST_ORIGINAL} of {len(poison.original)} bytes are kept; all of them are "
        f"at offset {position.offset} of partition {position.partition} of {EVENTS.name})"
    )
