"""A process that decodes beside the one that counts: both ends of its pipes.

It ends with the process that asks, however that one ends: its input is then at an end.
"""

import asyncio
import fcntl
import gc
import pickle
import signal
import subprocess
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from struct import Struct
from subprocess import PIPE
from typing import IO, BinaryIO

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_indicators.contributions.compiler import Contributions
from oversight_indicators.events.model import EventOutcome, KafkaRecord
from oversight_indicators.events.wire import Packer, Unpacker

# As much as Linux lets a pipe hold: either side works on while the other is busy.
PIPE_BYTES = 1_048_576
_LENGTH = Struct("<Q")


class DecodingProcess:
    """A child process that decodes; answers come in the order of what was sent.

    Pipes are written and read in threads: the loop is busy counting for longer than they hold.
    """

    def __init__(self, process: subprocess.Popen[bytes], unpacker: Unpacker) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._process = process
        self._input, self._output = process.stdin, process.stdout
        self._unpacker = unpacker

    @classmethod
    async def start(cls, catalogue: Catalogue, contributions: Contributions) -> "DecodingProcess":
        """``catalogue`` is what ``contributions``, of this side, were compiled from."""
        command = (sys.executable, "-m", "oversight_indicators.consume.decoder_process")
        process = await asyncio.to_thread(subprocess.Popen, command, stdin=PIPE, stdout=PIPE)
        made = cls(process, Unpacker(contributions.registry))
        for pipe in (made._input, made._output):
            _widen(pipe)
        await asyncio.to_thread(made._send, [catalogue])
        return made

    @property
    def pid(self) -> int:
        """The process's."""
        return self._process.pid

    async def send(self, portions: Iterable[Sequence[KafkaRecord]]) -> None:
        """Give it all of ``portions`` to decode. Raises ``OSError`` where it has ended."""
        await asyncio.to_thread(self._send, portions)

    async def receive(self, portion: Sequence[KafkaRecord]) -> list[EventOutcome]:
        """The events of ``portion``, the next of those sent. Raises ``EOFError``."""
        return await asyncio.to_thread(self._receive, portion)

    async def stop(self) -> None:
        """End it."""
        self._process.kill()
        await asyncio.to_thread(self._process.wait)

    def _send(self, values: Iterable[object]) -> None:
        for each in values:
            self._input.write(framed(each))
            self._input.flush()

    def _receive(self, portion: Sequence[KafkaRecord]) -> list[EventOutcome]:
        packed = _next(self._output)
        if packed is None:
            raise EOFError("the process that decodes has ended")
        return self._unpacker.unpack(packed, portion)


def _widen(pipe: IO[bytes]) -> None:
    if sys.platform == "linux":
        # What all pipes of a user may hold is bounded too.
        with suppress(OSError):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, PIPE_BYTES)


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


def _next(source: IO[bytes]) -> bytes | None:
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
