"""A database that is away for a while: who reads is told to ask again, and is answered after it."""

import asyncpg
from tests.integration.reporting.service import Service

ENDED = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1"


async def test_who_reads_is_told_to_ask_again(
    service: Service, database_server: str, database_url: str
) -> None:
    name = database_url.rsplit("/", 1)[1]
    assert (await service.client.get("/snapshots")).status_code == 200
    connection = await asyncpg.connect(database_server)
    try:
        await connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        await connection.execute(ENDED, name)
        page = await service.client.get("/snapshots")
        answer = await service.client.get("/v1/snapshots")
        frozen = await service.freeze(report="board-quarter", from_="2020-01-01", to="2020-04-01")
    finally:
        await connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        await connection.close()
    assert {page.status_code, answer.status_code, frozen.status_code} == {503}
    assert page.headers["retry-after"] == answer.headers["retry-after"]
    assert "<h1>Try again</h1>" in page.text
    assert answer.json()["detail"] == "the database does not answer just now"
    assert (await service.client.get("/snapshots")).status_code == 200
