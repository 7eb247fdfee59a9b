"""The choice of a bootstrap broker: the first to answer."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from struct import pack

# ApiVersions, version 0, of a client without a name: what every broker answers to everyone.
_HELLO = pack(">ihhih", 10, 18, 0, 1, -1)
PATIENCE = 2.0


async def answering(servers: str) -> str:
    """The one of ``servers`` that is the first to answer; all of them where none does.

    A frozen broker still takes connections: a client that begins with it waits for its answer
    until the request times out. Which one it begins with is left to chance.
    """
    each = [server.strip() for server in servers.split(",")]
    if len(each) == 1:
        return servers
    return await _quickest(each) or servers


async def _quickest(servers: Sequence[str]) -> str | None:
    asked = [asyncio.create_task(_answer(server)) for server in servers]
    try:
        with suppress(TimeoutError):
            for answer in asyncio.as_completed(asked, timeout=PATIENCE):
                with suppress(OSError, asyncio.IncompleteReadError):
                    return await answer
        return None
    finally:
        for task in asked:
            task.cancel()
        await asyncio.gather(*asked, return_exceptions=True)


async def _answer(server: str) -> str:
    host, _, port = server.rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        writer.write(_HELLO)
        await reader.readexactly(4)
        return server
    finally:
        writer.close()
