"""Decodes what has come in: little of it here, bulk in processes beside this one.

Decoding is most of the work and needs nothing of the database, so it is spread over cores.
"""

import asyncio
from collections.abc import Iterator, Sequence
from itertools import cycle

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_indicators.contributions import Contributions
from oversight_indicators.decoding import decode
from oversight_indicators.decoding_process import DecodingProcess
from oversight_indicators.entries import Entry, Message

# Below so many bytes a thread, and below so many another process, costs more than it gives.
WORTH_A_THREAD = 20_000
WORTH_THE_WAY = 1_000_000
# What a process is sent at a time: it has the next while the answer to one is read here.
PORTION = 500_000


class Decoder:
    """``catalogue`` is what ``contributions`` were compiled from, whatever the disk has by now.

    ``processes`` are started when there is enough for them; with 0 all is decoded here.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        contributions: Contributions,
        processes: int,
        worth: int = WORTH_THE_WAY,
        portion: int = PORTION,
    ) -> None:
        self._catalogue = catalogue
        self._contributions = contributions
        self._number = processes
        self._worth = worth
        self._portion = portion
        self._beside: list[DecodingProcess] = []

    @property
    def pids(self) -> list[int]:
        """The processes beside this one, if there are any yet."""
        return [each.pid for each in self._beside]

    async def decode(self, messages: Sequence[Message]) -> list[Entry]:
        """The events of ``messages``; one call at a time. Raises ``EOFError`` or ``OSError``."""
        size = sum(len(message.value) for message in messages)
        if size >= self._worth and self._number:
            return await self._decode_beside(list(_portions(messages, self._portion)))
        if size < WORTH_A_THREAD:
            return self._decode_here(messages)
        return await asyncio.to_thread(self._decode_here, messages)

    def _decode_here(self, messages: Sequence[Message]) -> list[Entry]:
        return [entry for each in messages for entry in decode(each, self._contributions)]

    async def _decode_beside(self, portions: Sequence[Sequence[Message]]) -> list[Entry]:
        while len(self._beside) < self._number:
            started = await DecodingProcess.start(self._catalogue, self._contributions)
            self._beside.append(started)
        sending = asyncio.gather(
            *(
                process.send(portions[number :: self._number])
                for number, process in enumerate(self._beside)
            )
        )
        entries: list[Entry] = []
        try:
            for portion, process in zip(portions, cycle(self._beside), strict=False):
                entries += await process.receive(portion)
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
        return entries

    async def stop(self) -> None:
        """End the processes, if there are any."""
        while self._beside:
            await self._beside.pop().stop()


def _portions(messages: Sequence[Message], least: int) -> Iterator[Sequence[Message]]:
    """``messages`` in order, so many at a time that they have ``least`` bytes; the last fewer."""
    held: list[Message] = []
    size = 0
    for message in messages:
        held.append(message)
        size += len(message.value)
        if size >= least:
            yield held
            held, size = [], 0
    if held:
        yield held
