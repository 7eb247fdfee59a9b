"""No sender takes what is everybody's: places, the processor, or a connection without an end."""

import asyncio
import gzip
import time
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from pathlib import Path

import httpx
import pytest
from tests.unit.ingest.builders import (
    ADMIN,
    BATCH,
    FEED,
    NDJSON,
    OTHER_FEED,
    bearer,
    encoded,
    incident,
    lines,
)
from tests.unit.ingest.conftest import MakeClient
from tests.unit.ingest.fakes import DEADLINE, FakeLog

from oversight_ingest import limits
from oversight_ingest.decode.ndjson import Lines
from oversight_runtime.http.tokens import Grant, Role, TokenFile, hash_token

STREAM = bearer(content_type=NDJSON)
PACKED = bearer(content_type=NDJSON, content_encoding="gzip")


def bomb(content: bytes, size: int) -> bytes:
    """gzip of ``content`` over and over, without holding it."""
    packer = zlib.compressobj(9, wbits=31)
    pieces = [packer.compress(content * (2**20 // len(content))) for _ in range(size // 2**20)]
    return b"".join(pieces) + packer.flush()


async def endless(*first: bytes) -> AsyncIterator[bytes]:
    for piece in first:
        yield piece
    await asyncio.Event().wait()


@pytest.mark.parametrize("content", [b" \n", b"{}\n", b" "])
async def test_a_gzip_bomb_costs_little(client: httpx.AsyncClient, content: bytes) -> None:
    packed = bomb(content, 128 * 2**20)
    assert len(packed) < 2**18
    began = time.process_time()
    answer = await client.post("/v1/events/validate", content=packed, headers=PACKED)
    assert time.process_time() - began < 3
    told = answer.json()
    if answer.status_code == 200:
        assert told["complete"] is False
        assert told["invalid"] > 0
    else:
        assert (answer.status_code, told["title"]) == (413, "too large")
        assert f"more than {limits.UNPACKED} times its size" in told["detail"]


async def test_what_real_senders_pack_is_taken(client: httpx.AsyncClient, log: FakeLog) -> None:
    events = [incident(f"{n:08}", time="2026-01-05T11:00:00Z") for n in range(20_000)]
    packed = gzip.compress(lines(*events), 9)
    answer = await client.post("/v1/events", content=packed, headers=PACKED)
    assert (answer.status_code, answer.json()) == (202, {"accepted": 20_000})


LARGE = {
    "an object of one name": b"{" + b",".join([b'"a":1'] * 40_000) + b"}",
    "an array with a NUL": b'{"a":[' + b",".join([b"1234"] * 48_000) + b',"\\u0000"]}',
    "many fields": encoded({**incident(), "data": {f"k{n}": 1 for n in range(15_000)}}),
    "many attributes": encoded({**incident(), **{f"k{n}": 1.5 for n in range(15_000)}}),
    "many arrays": b"[" + b",".join([b"[" * 30 + b"1" * 90 + b"]" * 30] * 1_500) + b"]",
}


@pytest.mark.parametrize("one", [b"1", b"{}", b'"abc"', b'{"a":12345,"b":"' + b"x" * 60 + b'"}'])
async def test_a_batch_of_many_small_values_is_refused_as_a_whole(
    client: httpx.AsyncClient, one: bytes
) -> None:
    body = b"[" + b",".join([one] * 20_000) + b"]"
    answer = await client.post("/v1/events", content=body, headers=bearer(content_type=BATCH))
    assert answer.status_code == 400
    assert "are no events" in answer.json()["detail"]


@pytest.mark.parametrize("content_type", [BATCH, NDJSON])
@pytest.mark.parametrize("one", LARGE.values(), ids=LARGE)
async def test_large_events_that_are_none_let_others_have_their_turn(
    client: httpx.AsyncClient, one: bytes, content_type: str
) -> None:
    many = [one] * 6
    body = b"[" + b",".join(many) + b"]" if content_type == BATCH else b"\n".join(many)
    headers = bearer(content_type=content_type)
    sending = asyncio.create_task(client.post("/v1/events", content=body, headers=headers))
    turns = 0
    while not sending.done():
        # A turn of the loop: long ones would be few.
        await asyncio.sleep(0.001)
        turns += 1
    answer = await sending
    assert (answer.status_code, answer.json()["refused"]) == (207, 6)
    assert turns > 3


async def test_millions_of_values_are_not_read(client: httpx.AsyncClient) -> None:
    body = b"[" + b",".join([b"[" * 30 + b"]" * 30] * 150_000) + b"]"
    began = time.process_time()
    answer = await client.post("/v1/events", content=body, headers=bearer(content_type=BATCH))
    assert time.process_time() - began < 1
    assert answer.status_code == 400
    assert "are no events" in answer.json()["detail"]


async def test_after_so_many_refusals_the_rest_of_a_batch_is_not_looked_at(
    client: httpx.AsyncClient,
) -> None:
    one = b'{"x":"' + b"y" * 200 + b'"}'
    body = b"[" + b",".join([one] * 20_000 + [encoded(incident())]) + b"]"
    answer = await client.post("/v1/events", content=body, headers=bearer(content_type=BATCH))
    told = answer.json()
    assert (answer.status_code, told["accepted"], told["refused"]) == (207, 0, 20_001)
    assert "10000 events were refused" in told["results"][-1]["detail"]


async def test_slow_streams_of_one_feed_leave_places_to_the_others(
    make_client: MakeClient, log: FakeLog
) -> None:
    client = await make_client(bulk_at_once=3, bulk_of_one=2, pause_seconds=0.01)
    slow = [
        asyncio.create_task(
            client.post("/v1/events", content=endless(lines(incident(f"{n}"))), headers=STREAM)
        )
        for n in range(2)
    ]
    await log.until(lambda: len(log.all()) == 2)
    third = await client.post("/v1/events", content=lines(incident("3")), headers=STREAM)
    assert third.status_code == 429
    assert "with this token" in third.json()["detail"]
    other = incident(
        "4",
        source="urn:staffordshire:control-room",
        data_force="staffordshire",
        data_area="force",
    )
    headers = bearer(OTHER_FEED, NDJSON)
    answer = await client.post("/v1/events", content=lines(other), headers=headers)
    assert answer.status_code == 202, answer.text
    for each in slow:
        each.cancel()
    await asyncio.gather(*slow, return_exceptions=True)


async def test_single_events_of_one_feed_leave_places_too(
    make_client: MakeClient, log: FakeLog
) -> None:
    client = await make_client(singles_at_once=2, singles_of_one=1)
    log.held = asyncio.Event()
    first = asyncio.create_task(
        client.post("/v1/events", content=encoded(incident()), headers=bearer())
    )
    await log.until(lambda: log.waiting == 1)
    second = await client.post("/v1/events", content=encoded(incident()), headers=bearer())
    assert second.status_code == 429
    other = await client.post("/v1/events", content=b"{}", headers=bearer(OTHER_FEED))
    assert other.status_code == 422
    log.held.set()
    assert (await first).status_code == 202


async def test_a_stream_that_drips_is_given_up(make_client: MakeClient, log: FakeLog) -> None:
    client = await make_client(pause_seconds=0.01, slow_seconds=0.1)

    async def dripping() -> AsyncIterator[bytes]:
        yield lines(incident("0"))
        while True:
            await asyncio.sleep(0.01)
            yield b" "

    answer = await client.post("/v1/events", content=dripping(), headers=STREAM)
    assert answer.status_code == 207
    told = answer.json()
    assert (told["accepted"], told["complete"]) == (1, False)
    assert "less than 512 bytes" in told["stopped"]


@pytest.mark.parametrize("content_type", ["application/cloudevents+json", BATCH])
async def test_any_other_body_has_a_longest_time(
    make_client: MakeClient, content_type: str
) -> None:
    client = await make_client(body_seconds=0.1)

    async def dripping() -> AsyncIterator[bytes]:
        while True:
            await asyncio.sleep(0.01)
            yield b" " * 100

    headers = bearer(content_type=content_type)
    answer = await client.post("/v1/events", content=dripping(), headers=headers)
    assert (answer.status_code, answer.json()["title"]) == (408, "the body is slow")


async def test_what_is_thrown_away_is_not_waited_for_either(
    make_client: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "DISCARD_SECONDS", 0.1)
    client = await make_client()

    async def dripping() -> AsyncIterator[bytes]:
        while True:
            await asyncio.sleep(0.01)
            yield b" "

    async with asyncio.timeout(5):
        answer = await client.post("/v1/events", content=dripping(), headers=bearer("nobody"))
    assert answer.status_code == 401


async def test_a_stream_ends_with_its_token(
    make_client: MakeClient, log: FakeLog, tmp_path: Path
) -> None:
    client = await make_client(pause_seconds=0.01)
    withdrawn = asyncio.Event()

    async def body() -> AsyncIterator[bytes]:
        yield lines(incident("0"))
        await withdrawn.wait()
        yield lines(incident("1"))

    sending = asyncio.create_task(client.post("/v1/events", content=body(), headers=STREAM))
    await log.until(lambda: bool(log.all()))
    left = Grant(sha256=hash_token(ADMIN), name="admin", role=Role.ADMIN)
    (tmp_path / "tokens.json").write_text(TokenFile(tokens=(left,)).model_dump_json())
    await _until(partial(_is_refused, client))
    withdrawn.set()
    told = (await sending).json()
    assert (told["accepted"], told["complete"]) == (1, False)
    assert "withdrawn" in told["stopped"]
    assert (await client.get("/readyz")).json().get("warnings") is None
    (tmp_path / "tokens.json").write_text("{")
    await _until(partial(_is_warned_of, client))


async def _is_refused(client: httpx.AsyncClient) -> bool:
    answer = await client.post("/v1/events/validate", content=b"{}", headers=bearer(FEED))
    return answer.status_code == 401


async def _is_warned_of(client: httpx.AsyncClient) -> bool:
    warnings = (await client.get("/readyz")).json().get("warnings", {})
    return "former tokens hold" in warnings.get("tokens", "")


async def _until(holds: Callable[[], Awaitable[bool]]) -> None:
    deadline = time.monotonic() + DEADLINE
    while not await holds():
        assert time.monotonic() < deadline, "it did not come about in time"
        await asyncio.sleep(0.05)


def test_line_breaks_are_not_cut_into_pieces() -> None:
    cut = Lines()
    began = time.process_time()
    assert cut.feed(b"a\n" + b" \n" * 5_000_000 + b"b\n") == [b"a", b"b"]
    assert time.process_time() - began < 1
