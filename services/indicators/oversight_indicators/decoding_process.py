"""A process that decodes beside the one that counts: both ends of its pipes.

It ends with the process that asks, however that one ends: its input is then at an end.
"""

import asyncio
import gc
import pickle
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Iterable, Sequence
from struct import Struct
from typing import BinaryIO

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_indicators.contributions import Contributions
from oversight_indicators.entries import Entry, Message
from oversight_indicators.packing import Packer, Unpacker

# What is read of its answers before they are asked for.
READ_AHEAD = 2_000_000
_LENGTH = Struct("<Q")


class DecodingProcess:
    """The side that asks. Answers come in the order of what was sent."""

    def __init__(self, process: Process, unpacker: Unpacker) -> None:
        self._process = process
        self._unpacker = unpacker

    @classmethod
    async def start(cls, catalogue: Catalogue, contributions: Contributions) -> "DecodingProcess":
        """``catalogue`` is what ``contributions``, of this side, were compiled from."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "oversight_indicators.decoding_process"),
            stdin=PIPE,
            stdout=PIPE,
            limit=READ_AHEAD,
        )
        assert process.stdin is not None
        process.stdin.write(framed(catalogue))
        return cls(process, Unpacker(contributions.book))

    @property
    def pid(self) -> int:
        """The process's."""
        return self._process.pid

    async def send(self, portions: Iterable[Sequence[Message]]) -> None:
        """Give it all of ``portions`` to decode. Raises ``OSError`` where it has ended."""
        assert self._process.stdin is not None
        for each in portions:
            self._process.stdin.write(framed(each))
            await self._process.stdin.drain()

    async def receive(self, portion: Sequence[Message]) -> list[Entry]:
        """The events of ``portion``, the next of those sent. Raises ``EOFError``."""
        assert self._process.stdout is not None
        (length,) = _LENGTH.unpack(await self._process.stdout.readexactly(_LENGTH.size))
        packed = await self._process.stdout.readexactly(length)
        return await asyncio.to_thread(self._unpacker.unpack, packed, portion)

    async def stop(self) -> None:
        """End it."""
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()


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
