"""Routes: receipts, records, the position, and hours reconciled."""

from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from oversight_contracts.records.kinds import KINDS
from oversight_indicators.repository.generations import read_active
from oversight_indicators.repository.offsets import read_offsets
from oversight_indicators.repository.receipts import read_receipt
from oversight_indicators.repository.records import records_after
from oversight_indicators.web.reconciliation_routes import reconciliation_routes
from oversight_runtime.http.access import require
from oversight_runtime.http.problems import Problem
from oversight_runtime.http.tokens import Grant, Role, Tokens
from oversight_runtime.postgres import Pool

NOT_SEEN = "not-seen"
NDJSON = "application/x-ndjson"
FIELD = "with each record, as `value`, what it has in this field"
ANYONE = (Role.FEED, Role.OVERSIGHT, Role.ADMIN)
Text = Annotated[str, Query(max_length=128)]
EventId = Annotated[str, Path(min_length=1, max_length=128)]


class ReceiptAnswer(BaseModel):
    """What became of an event; all but the first three are null where it was not seen.

    ``outcome`` is counted, duplicate, superseded, conflict, dead-lettered or not-seen.
    """

    source: str
    id: str
    outcome: str
    reason: str | None = None
    partition: int | None = None
    offset: int | None = None
    index: int | None = None
    at: datetime | None = None
    redeliveries: int = 0


class PositionAnswer(BaseModel):
    """Everything before each offset is counted, in this generation of totals."""

    generation: int | None
    definitions: str | None
    positions: list[dict[str, int | str]]


def routes(pool: Pool, tokens: Tokens, topic: str, now: Callable[[], datetime]) -> APIRouter:
    """Everything under ``/v1``."""
    router = APIRouter(prefix="/v1")
    anyone = require(tokens, *ANYONE)

    async def receipt(source: str, id_: str, grant: Grant) -> ReceiptAnswer:
        if grant.role is Role.FEED and grant.source != source:
            raise Problem(403, "not allowed", "a feed sees the receipts of its own source only")
        async with pool.acquire() as connection:
            row = await read_receipt(connection, source, id_)
        if row is None:
            return ReceiptAnswer(source=source, id=id_, outcome=NOT_SEEN)
        return ReceiptAnswer(**dict(row))

    @router.get(
        "/receipts/{source}/{id:path}",
        summary="What became of an event; an id can hold slashes",
    )
    async def receipt_by_path(
        source: str, id: EventId, grant: Annotated[Grant, Depends(anyone)]
    ) -> ReceiptAnswer:
        return await receipt(source, id, grant)

    @router.get("/receipts", summary="What became of an event, its names as parameters")
    async def receipt_by_query(
        source: Text, id: Text, grant: Annotated[Grant, Depends(anyone)]
    ) -> ReceiptAnswer:
        return await receipt(source, id, grant)

    @router.get(
        "/records",
        summary="The records known, one JSON object a line, ordered by id",
        response_class=StreamingResponse,
        responses={200: {"content": {NDJSON: {}}}},
    )
    async def records(
        kind: Text,
        force: Text,
        grant: Annotated[Grant, Depends(anyone)],
        prefix: Text = "",
        field: Annotated[str | None, Query(description=FIELD, max_length=128)] = None,
    ) -> StreamingResponse:
        if grant.role is Role.FEED and not grant.owns(force, kind):
            raise Problem(403, "not allowed", f"this feed does not own {kind} of {force}")
        if field is not None and (kind not in KINDS or field not in KINDS[kind].model_fields):
            errors = [{"field": "query.field", "reason": f"{kind} has no field {field!r}"}]
            raise Problem(422, "the request is not valid", errors=errors)
        lines = record_lines(pool, f"{force}/{kind}/", prefix, field)
        return StreamingResponse(lines, media_type=NDJSON)

    @router.get("/position", summary="As at which offsets the totals stand")
    async def position() -> PositionAnswer:
        async with (
            pool.acquire() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            generation = await read_active(connection)
            reached = await read_offsets(connection, topic)
        return PositionAnswer(
            generation=generation.number if generation else None,
            definitions=generation.definitions if generation else None,
            positions=[
                {"partition": partition, "log": each.log, "offset": each.offset}
                for partition, each in reached.items()
            ],
        )

    router.include_router(reconciliation_routes(pool, tokens, now))
    return router


async def record_lines(
    pool: Pool, owner: str, prefix: str, field: str | None = None
) -> AsyncIterator[bytes]:
    """One line a record: ``{"id", "revision", "removed", "digest"}``, the digest in hex.

    With ``value``, what it has in ``field``, where one is asked for; null where it is removed.
    """
    after = ""
    while True:
        # Whoever reads slowly, or no more at all, must not keep connections that counting needs.
        async with pool.acquire() as connection:
            rows = await records_after(connection, owner + prefix, after)
        if not rows:
            return
        yield b"".join(_line(len(owner), field, *row) for row in rows)
        after = rows[-1][0]


def _line(
    owner: int,
    field: str | None,
    key: str,
    revision: int,
    removed: bool,
    digest: bytes,
    data: bytes,
) -> bytes:
    document: dict[str, Any] = {
        "id": key[owner:],
        "revision": revision,
        "removed": removed,
        "digest": digest.hex(),
    }
    if field is not None:
        document["value"] = None if removed else orjson.loads(data).get(field)
    return orjson.dumps(document, option=orjson.OPT_APPEND_NEWLINE)
