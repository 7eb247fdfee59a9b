"""The load's own HTTP: an answer is whole however its bytes are cut."""

import asyncio

import pytest
from tests.bench.http_connection import HttpConnection, request_of

ANSWER = b'HTTP/1.1 202 Accepted\r\ncontent-length: 14\r\nX: y\r\n\r\n{"accepted":1}'


@pytest.mark.parametrize("cut", [1, 12, 40, len(ANSWER) - 1, len(ANSWER)])
async def test_an_answer_is_taken_when_it_is_whole(cut: int) -> None:
    found: list[tuple[int, bytes]] = []
    connection = HttpConnection(
        lambda _, status, body: found.append((status, body)), lambda reason: None
    )
    for piece in (ANSWER[:cut], ANSWER[cut:], ANSWER):
        connection.data_received(piece)
    assert found == [(202, b'{"accepted":1}')] * 2


async def test_a_server_sees_the_request_and_is_answered() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.set_result(await reader.readexactly(len(request)))
        writer.write(ANSWER)

    loop = asyncio.get_running_loop()
    asked: asyncio.Future[bytes] = loop.create_future()
    answered: asyncio.Future[int] = loop.create_future()
    request = request_of("/v1/events", "secret", "application/json", b"{}")
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    _, connection = await loop.create_connection(
        lambda: HttpConnection(lambda _, status, body: answered.set_result(status), lambda _: None),
        "127.0.0.1",
        port,
    )
    connection.send(request)
    assert await answered == 202
    assert (await asked).startswith(b"POST /v1/events HTTP/1.1\r\n")
    connection.close()
    server.close()
