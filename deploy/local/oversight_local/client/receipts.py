"""Fetches receipts from indicators: the outcome of each event."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from oversight_local.client.answers import said_in
from oversight_local.failure import Failure
from oversight_local.stack.stack_file import StackFile

NOT_SEEN = "not-seen"
AT_ONCE = 8
PAUSE = 0.1


@dataclass(frozen=True)
class Receipt:
    """The first outcome of an event, and why where it was refused."""

    id: str
    outcome: str
    reason: str | None

    @property
    def seen(self) -> bool:
        """True where an event of this id was counted or refused."""
        return self.outcome != NOT_SEEN


def fetch_receipts(
    stack: StackFile, ids: Sequence[str], report: Callable[[int], None] = lambda n: None
) -> list[Receipt]:
    """The receipts of the stack's own source, in the order of ``ids``."""

    async def fetch() -> list[Receipt]:
        turn = asyncio.Semaphore(AT_ONCE)
        async with _client(stack) as client:

            async def one(identifier: str) -> Receipt:
                async with turn:
                    found = await _fetch(client, stack.source, identifier)
                report(1)
                return found

            return await asyncio.gather(*map(one, ids))

    return asyncio.run(fetch())


def wait_for_receipts(stack: StackFile, ids: Sequence[str], seconds: float) -> list[Receipt]:
    """The receipts once all are there, or as they are after so many seconds."""
    deadline = time.monotonic() + seconds
    while True:
        found = fetch_receipts(stack, ids)
        if all(each.seen for each in found) or time.monotonic() > deadline:
            return found
        time.sleep(PAUSE)


def _client(stack: StackFile) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url=stack.url("indicators"),
        headers={"Authorization": f"Bearer {stack.tokens['oversight']}"},
        timeout=30,
        trust_env=False,
    )


async def _fetch(client: httpx.AsyncClient, source: str, identifier: str) -> Receipt:
    answer = await client.get("/v1/receipts", params={"source": source, "id": identifier})
    if answer.status_code != 200:
        raise Failure(f"indicators answers {answer.status_code}: {said_in(answer)}")
    found: dict[str, Any] = answer.json()
    return Receipt(found["id"], found["outcome"], found["reason"])
