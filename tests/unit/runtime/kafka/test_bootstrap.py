import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from oversight_runtime.kafka.bootstrap import answering


@asynccontextmanager
async def broker(*, frozen: bool = False) -> AsyncIterator[str]:
    """Something that takes connections, and answers unless it is frozen."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(14)
        if not frozen:
            writer.write(bytes(4))
        await reader.read()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        host, port = server.sockets[0].getsockname()
        yield f"{host}:{port}"


async def test_one_that_answers_is_asked_and_not_a_frozen_or_a_dead_one() -> None:
    async with broker() as dead:
        pass
    async with broker(frozen=True) as frozen, broker() as well:
        assert await answering(f"{frozen}, {dead},{well}") == well


async def test_where_none_answers_all_are_tried() -> None:
    async with broker() as dead, broker() as gone:
        pass
    assert await answering(f"{dead},{gone}") == f"{dead},{gone}"


async def test_a_single_one_is_not_asked() -> None:
    assert await answering("nowhere:1") == "nowhere:1"
