"""One event a line: judged and published while the body still arrives."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.ingest.builders import NDJSON, bearer, encoded, incident, lines
from tests.unit.ingest.conftest import MakeClient
from tests.unit.ingest.fakes import FakeLog

from oversight_ingest import limits
from oversight_ingest.decode.ndjson import Lines

HEADERS = bearer(content_type=NDJSON)


def kept(log: FakeLog) -> list[dict[str, Any]]:
    """The events of all records."""
    return [event for record in log.all() for event in json.loads(record.value)]


async def test_lines_are_kept_as_they_came(client: httpx.AsyncClient, log: FakeLog) -> None:
    spaced = json.dumps(incident("a"), separators=(" , ", " : ")).encode()
    body = spaced + b"\r\n\n" + encoded(incident("b"))
    answer = await client.post("/v1/events", content=body, headers=HEADERS)
    assert (answer.status_code, answer.json()) == (202, {"accepted": 2})
    held = b"".join(record.value for record in log.all())
    assert spaced in held
    assert encoded(incident("b")) in held


async def test_the_bad_lines_are_told_and_the_good_are_ranges(client: httpx.AsyncClient) -> None:
    body = lines(incident("0"), incident("1"), incident("2", data_area="atlantis"), incident("3"))
    body += b"{broken\n" + lines(incident("5")) + b'"' + b"x" * 300_000 + b'"\n' + lines("text")
    answer = await client.post("/v1/events", content=body, headers=HEADERS)
    assert answer.status_code == 207
    told = answer.json()
    assert (told["accepted"], told["refused"], told["read"]) == (4, 4, 8)
    assert told["complete"] is True
    assert told["accepted_ranges"] == [[0, 1], [3, 3], [5, 5]]
    assert [(each["index"], each["status"]) for each in told["results"]] == [
        (2, 422),
        (4, 400),
        (6, 413),
        (7, 422),
    ]


async def test_what_came_before_a_pause_is_published(make_client: MakeClient, log: FakeLog) -> None:
    client = await make_client(pause_seconds=0.01)
    goes_on = asyncio.Event()

    async def body() -> AsyncIterator[bytes]:
        yield lines(incident("0"))
        await goes_on.wait()
        yield lines(incident("1"))

    sending = asyncio.create_task(client.post("/v1/events", content=body(), headers=HEADERS))
    await log.until(lambda: bool(log.all()))
    assert [event["id"] for event in kept(log)] == ["0"]
    goes_on.set()
    answer = await sending
    assert answer.json() == {"accepted": 2}


async def test_a_stream_that_stands_still_is_given_up(
    make_client: MakeClient, log: FakeLog
) -> None:
    client = await make_client(pause_seconds=0.01, idle_seconds=0.05)

    async def body() -> AsyncIterator[bytes]:
        yield lines(incident("0")) + b'{"spec'
        await asyncio.Event().wait()

    answer = await client.post("/v1/events", content=body(), headers=HEADERS)
    assert answer.status_code == 207
    told = answer.json()
    assert told["complete"] is False
    assert "nothing came" in told["stopped"]
    assert told["refused"] == 1
    assert told["accepted_ranges"] == [[0, 0]]
    assert [event["id"] for event in kept(log)] == ["0"]


async def test_memory_is_bounded_while_kafka_is_slow(
    client: httpx.AsyncClient, log: FakeLog
) -> None:
    log.held = asyncio.Event()
    sent = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal sent
        for start in range(0, 20_000, 100):
            sent += 100
            yield lines(*(incident(f"{n}") for n in range(start, start + 100)))

    sending = asyncio.create_task(client.post("/v1/events", content=body(), headers=HEADERS))
    # Each buffer has a record on its way, and one of them waits with a full one behind it.
    await log.until(lambda: log.waiting == 4)
    before = -1
    while before != sent:
        before = sent
        for _ in range(50):
            await asyncio.sleep(0)
    assert sent < 8_000
    log.held.set()
    answer = await sending
    assert answer.json() == {"accepted": 20_000}


async def test_a_stream_stops_where_kafka_does_not_answer(
    client: httpx.AsyncClient, log: FakeLog
) -> None:
    log.fails_after = 2
    body = lines(*(incident(f"{n}") for n in range(20_000)))
    answer = await client.post("/v1/events", content=body, headers=HEADERS)
    assert answer.status_code == 207
    told = answer.json()
    assert told["complete"] is False
    assert told["read"] < 20_000
    assert told["accepted"] == len(kept(log)) == 1000
    assert told["accepted"] + told["unknown"] == told["read"]
    assert {each["status"] for each in told["results"]} == {503}


async def test_a_stream_of_nothing_but_refusals_is_given_up(
    client: httpx.AsyncClient, log: FakeLog
) -> None:
    answer = await client.post("/v1/events", content=b"1\n" * 50_000, headers=HEADERS)
    assert answer.status_code == 207
    told = answer.json()
    assert told["complete"] is False
    assert limits.STREAM_REFUSALS <= told["refused"] < 2 * limits.STREAM_REFUSALS


async def test_an_empty_stream_is_accepted(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/events", content=b"\n", headers=HEADERS)
    assert (answer.status_code, answer.json()) == (202, {"accepted": 0})


@pytest.mark.parametrize(
    ("path", "well", "bad"),
    [("/v1/events", "accepted", "refused"), ("/v1/events/validate", "valid", "invalid")],
)
async def test_a_stream_that_breaks_off_says_so_where_nobody_looks_closely(
    client: httpx.AsyncClient, path: str, well: str, bad: str
) -> None:
    events = b"".join(lines(incident(f"{n}")) for n in range(500))
    cut = gzip.compress(events, 0)[: len(events) // 2]
    headers = bearer(content_type=NDJSON, content_encoding="gzip")
    told = (await client.post(path, content=cut, headers=headers)).json()
    assert 0 < told[well] < 500
    assert (told[bad], told["complete"]) == (1, False)
    assert told["problem"]["status"] == 400
    assert "ends too early" in told["problem"]["detail"]
    (rest,) = told["results"]
    assert (rest["index"], rest["id"], rest["status"]) == (told["read"], None, 400)


async def test_validation_gives_ranges(client: httpx.AsyncClient, log: FakeLog) -> None:
    body = lines(incident("0"), 1, incident("2"))
    answer = await client.post("/v1/events/validate", content=body, headers=HEADERS)
    assert answer.status_code == 200
    assert answer.json()["valid_ranges"] == [[0, 0], [2, 2]]
    assert log.all() == []


@given(
    st.lists(st.binary(max_size=20).filter(lambda line: b"\n" not in line)),
    st.integers(1, 30),
)
def test_lines_do_not_depend_on_where_pieces_end(parts: list[bytes], size: int) -> None:
    whole = b"\n".join(parts)
    cut = Lines()
    found = [
        line
        for start in range(0, len(whole), size)
        for line in cut.feed(whole[start : start + size])
    ]
    assert [*found, *cut.end()] == [part.strip() for part in parts if part.strip()]


@pytest.mark.parametrize("size", [1_000, 300_000, 10_000_000])
def test_a_line_too_long_is_not_held(size: int) -> None:
    whole = b"a\n" + b"x" * 1_000_000 + b"\nb"
    cut = Lines()
    found: list[bytes | None] = []
    for start in range(0, len(whole), size):
        found += cut.feed(whole[start : start + size])
        assert cut.held <= limits.EVENT
    assert [*found, *cut.end()] == [b"a", None, b"b"]
