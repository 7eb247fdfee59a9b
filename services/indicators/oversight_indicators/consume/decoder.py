"""The decoder: little is decoded in this process, bulk in one beside it.

Decoding is much of the work and needs nothing of the database, so it has a core to itself.
"""

import asyncio
from collections.abc import Iterator, Sequence

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_indicators.consume.decoder_process import DecodingProcess
from oversight_indicators.contributions.compiler import Contributions
from oversight_indicators.events.decode import decode
from oversight_indicators.events.model import EventOutcome, KafkaRecord

# Below so many bytes a thread, and below so many another process, costs more than it gives.
THREAD_BYTES = 20_000
PROCESS_BYTES = 1_000_000
# What it is sent at a time: it has the next while the answer to one is read here.
PORTION = 500_000


class Decoder:
    """Decodes Kafka records; ``catalogue`` is what ``contributions`` were compiled from."""

    def __init__(
        self,
        catalogue: Catalogue,
        contributions: Contributions,
        process_bytes: int = PROCESS_BYTES,
        portion: int = PORTION,
    ) -> None:
        self._catalogue = catalogue
        self._contributions = contributions
        self._process_bytes = process_bytes
        self._portion = portion
        self._process: DecodingProcess | None = None

    @property
    def pid(self) -> int | None:
        """The process beside this one, if there is one yet."""
        return self._process.pid if self._process else None

    async def decode(self, messages: Sequence[KafkaRecord]) -> list[EventOutcome]:
        """The events of ``messages``; one call at a time. Raises ``EOFError`` or ``OSError``."""
        size = sum(len(message.value) for message in messages)
        if size < THREAD_BYTES:
            return self._decode_here(messages)
        if size < self._process_bytes:
            return await asyncio.to_thread(self._decode_here, messages)
        if self._process is None:
            self._process = await DecodingProcess.start(self._catalogue, self._contributions)
        return await _decode_in(self._process, list(_portions(messages, self._portion)))

    def _decode_here(self, messages: Sequence[KafkaRecord]) -> list[EventOutcome]:
        return [entry for each in messages for entry in decode(each, self._contributions)]

    async def stop(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is not None:
            await process.stop()


async def _decode_in(
    process: DecodingProcess, portions: Sequence[Sequence[KafkaRecord]]
) -> list[EventOutcome]:
    sending = asyncio.create_task(process.send(portions))
    entries: list[EventOutcome] = []
    try:
        for portion in portions:
            entries += await process.receive(portion)
    finally:
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
    return entries


def _portions(messages: Sequence[KafkaRecord], least: int) -> Iterator[Sequence[KafkaRecord]]:
    """``messages`` in order, so many at a time that they have ``least`` bytes; the last fewer."""
    taken: list[KafkaRecord] = []
    size = 0
    for message in messages:
        taken.append(message)
        size += len(message.value)
        if size >= least:
            yield taken
            taken, size = [], 0
    if taken:
        yield taken
