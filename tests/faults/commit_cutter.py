"""Stands between a worker and PostgreSQL, and loses the answer to a COMMIT on the wire."""

import asyncio
import struct
from contextlib import suppress
from threading import Event, Thread
from urllib.parse import urlsplit

from oversight_local.stack.ports import HOST

SSL_REQUEST = 80_877_103
# What a transaction that counts begins with.
COUNTING = b"UPDATE source_offsets"


class CommitCutter:
    """``with CommitCutter(database_url) as cutter:`` ``cutter.url`` leads through it."""

    def __init__(self, database_url: str) -> None:
        self._target = urlsplit(database_url)
        self._wanted = Event()
        self._cut = Event()
        self._ready = Event()
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._run, name="commit-cutter")
        self._port = 0
        self.cuts = 0

    def __enter__(self) -> "CommitCutter":
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def url(self) -> str:
        """The database, by way of here."""
        user = self._target.netloc.rpartition("@")[0]
        return self._target._replace(netloc=f"{user}@{HOST}:{self._port}").geturl()

    def cut_next(self, seconds: float) -> None:
        """Lose the answer to the next COMMIT of a transaction that counts, and return then."""
        self._cut.clear()
        self._wanted.set()
        assert self._cut.wait(seconds), f"nothing was committed for {seconds:g} s"

    def cut(self) -> None:
        """Called when an answer was lost."""
        self.cuts += 1
        self._cut.set()

    def take(self) -> bool:
        """Whether this COMMIT is the one."""
        wanted = self._wanted.is_set()
        self._wanted.clear()
        return wanted

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._serve, HOST, 0))
        self._port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = await asyncio.open_connection(HOST, self._target.port)
        with suppress(OSError, asyncio.IncompleteReadError):
            await Conversation(self, (reader, writer), there).run()
        writer.close()
        there[1].close()


Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Conversation:
    """One connection: what the client says is read message by message, answers are passed on."""

    def __init__(self, cutter: CommitCutter, client: Ends, server: Ends) -> None:
        self._cutter = cutter
        self._client = client
        self._server = server
        self._names: set[bytes] = set()
        self._counting = False
        self._losing = False

    async def run(self) -> None:
        """Pass on what both say until one side is gone or an answer is lost."""
        sides = {asyncio.create_task(self._ask()), asyncio.create_task(self._answer())}
        try:
            await asyncio.wait(sides, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for side in sides:
                side.cancel()
            await asyncio.gather(*sides, return_exceptions=True)

    async def _ask(self) -> None:
        while await self._begin() == SSL_REQUEST:
            continue
        reader, _ = self._client
        while True:
            kind = await reader.readexactly(1)
            size = await reader.readexactly(4)
            body = await reader.readexactly(struct.unpack("!i", size)[0] - 4)
            self._note(kind, body)
            await self._pass_on(kind + size + body)

    async def _begin(self) -> int:
        size = await self._client[0].readexactly(4)
        body = await self._client[0].readexactly(struct.unpack("!i", size)[0] - 4)
        await self._pass_on(size + body)
        return int(struct.unpack("!i", body[:4])[0])

    async def _pass_on(self, content: bytes) -> None:
        self._server[1].write(content)
        await self._server[1].drain()

    def _note(self, kind: bytes, body: bytes) -> None:
        if kind == b"P" and COUNTING in body:
            self._names.add(body.partition(b"\0")[0])
        elif kind == b"B" and body.split(b"\0")[1] in self._names:
            self._counting = True
        elif kind == b"Q" and body.startswith((b"COMMIT", b"ROLLBACK")):
            committing = self._counting and body.startswith(b"COMMIT")
            self._losing = committing and self._cutter.take()
            self._counting = False

    async def _answer(self) -> None:
        while content := await self._server[0].read(65_536):
            if self._losing:
                self._cutter.cut()
                return
            self._client[1].write(content)
            await self._client[1].drain()
