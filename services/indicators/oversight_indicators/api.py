"""HTTP: receipts, records and the position."""

from typing import Any

from fastapi import APIRouter

from oversight_indicators.repository.generations import read_active
from oversight_indicators.repository.offsets import read_offsets
from oversight_runtime.database import Pool
from oversight_runtime.tokens import Tokens


def routes(pool: Pool, tokens: Tokens, topic: str) -> APIRouter:
    """Everything under ``/v1``."""
    router = APIRouter(prefix="/v1")

    @router.get("/position", summary="As at which offsets the totals stand")
    async def position() -> dict[str, Any]:
        async with (
            pool.acquire() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            generation = await read_active(connection)
            reached = await read_offsets(connection, topic)
        return {
            "generation": generation.number if generation else None,
            "definitions": generation.definitions if generation else None,
            "positions": [
                {"partition": partition, "log": each.log, "offset": each.offset}
                for partition, each in reached.items()
            ],
        }

    return router
