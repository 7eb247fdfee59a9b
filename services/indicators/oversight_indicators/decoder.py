"""Decodes what has come in: little of it here, bulk in a process of its own.

Decoding is most of the work and needs nothing of the database, so it has a core to itself. The
process ends with this one, however this one ends: its input is then at an end.
"""

import asyncio
import gc
import pickle
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from struct import Struct
from typing import BinaryIO

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_indicators.contributions import Contributions
from oversight_indicators.decoding import Entry, Message, decode
from oversight_indicators.packing import Packer, Unpacker

# Below so many bytes a thread, and below so many another process, costs more than it gives.
WORTH_A_THREAD = 20_000
WORTH_THE_WAY = 1_000_000
_LENGTH = Struct("<Q")


class Decoder:
    """``catalogue`` is what ``contributions`` were compiled from, whatever the disk has by now."""

    def __init__(
        self, catalogue: Catalogue, contributions: Contributions, worth: int = WORTH_THE_WAY
    ) -> None:
        self._catalogue = catalogue
        self._contributions = contributions
        self._worth = worth
        self._unpacker = Unpacker(contributions.book)
        self._process: Process | None = None

    @property
    def pid(self) -> int | None:
        """The process beside this one, if there is one yet."""
        return self._process.pid if self._process else None

    async def decode(self, messages: Sequence[Message]) -> list[Entry]:
        """The events of ``messages``; one call at a time. Raises ``EOFError`` or ``OSError``."""
        size = sum(len(message.value) for message in messages)
        if size < self._worth:
            if size < WORTH_A_THREAD:
                return self._decode_here(messages)
            return await asyncio.to_thread(self._decode_here, messages)
        if self._process is None:
            self._process = await self._start()
        packed = await _ask(self._process, messages)
        return await asyncio.to_thread(self._unpacker.unpack, packed, messages)

    def _decode_here(self, messages: Sequence[Message]) -> list[Entry]:
        return [entry for each in messages for entry in decode(each, self._contributions)]

    async def stop(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is not None:
            if process.returncode is None:
                process.kill()
            await process.wait()

    async def _start(self) -> Process:
        command = (sys.executable, "-m", "oversight_indicators.decoder")
        process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE)
        assert process.stdin is not None
        process.stdin.write(framed(self._catalogue))
        return process


async def _ask(process: Process, messages: Sequence[Message]) -> bytes:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(framed(messages))
    await process.stdin.drain()
    (length,) = _LENGTH.unpack(await process.stdout.readexactly(_LENGTH.size))
    return await process.stdout.readexactly(length)


def framed(value: object) -> bytes:
    """``value`` as the process that decodes reads it."""
    content = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    return _LENGTH.pack(len(content)) + content


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Answer each frame of messages that comes after the catalogue, until there are no more."""
    catalogue = _next(source)
    if catalogue is None:
        return
    packer = Packer(Contributions(pickle.loads(catalogue)))
    while (frame := _next(source)) is not None:
        packed = packer.pack(pickle.loads(frame))
        sink.write(_LENGTH.pack(len(packed)))
        sink.write(packed)
        sink.flush()


def _next(source: BinaryIO) -> bytes | None:
    head = source.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    content = source.read(length)
    return content if len(content) == length else None


if __name__ == "__main__":
    # Whoever ends the service ends it by its own input, in order.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    gc.set_threshold(200_000, 50, 100)
    # Where Python is told not to buffer, a write to sys.stdout ends early when a signal comes.
    with open(sys.stdout.fileno(), "wb", closefd=False) as sink:
        serve(sys.stdin.buffer, sink)
