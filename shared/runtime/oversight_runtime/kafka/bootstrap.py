"""The choice of a bootstrap broker: the first to answer."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from ssl import SSLContext
from struct import pack

from oversight_runtime.kafka.connection import Kafka, connection

# ApiVersions, version 0, of a client without a name: what every broker answers to everyone.
_HELLO = pack(">ihhih", 10, 18, 0, 1, -1)
PATIENCE = 2.0


async def answering(kafka: Kafka) -> str:
    """The one of the servers that is the first to answer; all of them where none does.

    A frozen broker still takes connections: a client that begins with it waits for its answer
    until the request times out. Which one it begins with is left to chance.
    """
    known = connection(kafka)
    each = [server.strip() for server in known.servers.split(",")]
    if len(each) == 1:
        return known.servers
    return await _quickest(each, known.tls) or known.servers


async def _quickest(servers: Sequence[str], tls: SSLContext | None) -> str | None:
    asked = [asyncio.create_task(_answer(server, tls)) for server in servers]
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


async def _answer(server: str, tls: SSLContext | None) -> str:
    host, _, port = server.rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port), ssl=tls)
    try:
        writer.write(_HELLO)
        await reader.readexactly(4)
        return server
    finally:
        writer.close()
