"""The steady load keeps its pace until its input ends, and fails where an event is refused."""

import asyncio
import time
from pathlib import Path

import pytest
from tests.bench.task import TaskFailed, task_beside


async def _measure(folder: Path, status: str, answers: int) -> dict[str, float]:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.read(65_536):
            asked.append(head)
            writer.write(f"HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n".encode())
            if len(asked) == answers:
                enough.set()

    asked: list[bytes] = []
    enough = asyncio.Event()
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    stream = folder / "stream"
    stream.write_bytes(b'{"id": 1}\n{"id": 2}\n')
    settings = {
        "stream": str(stream),
        "token": "secret",
        "port": server.sockets[0].getsockname()[1],
        "rate": 50.0,
    }
    loop = asyncio.get_running_loop()

    def beside() -> dict[str, float]:
        with task_beside("load_paced", settings) as found:
            asyncio.run_coroutine_threadsafe(_at_most(enough), loop).result()
        return found

    try:
        return await asyncio.to_thread(beside)
    finally:
        server.close()


async def _at_most(enough: asyncio.Event) -> None:
    async with asyncio.timeout(30):
        await enough.wait()


async def test_the_pace_is_kept(tmp_path: Path) -> None:
    began = time.perf_counter()
    found = await _measure(tmp_path, "202 Accepted", 20)
    # Neither faster than asked, nor more than there was time for.
    assert 5 < found["rate"] <= 55
    assert time.perf_counter() - began > 19 / 50


async def test_a_refusal_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TaskFailed, match="422"):
        await _measure(tmp_path, "422 Unprocessable", 1)
