"""Baseline: as little as an endpoint can do that answers 202 once Kafka holds the event.

No token, no key, no limits, no log. ``validated`` adds the event's pydantic models.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import orjson
from aiokafka import AIOKafkaProducer
from fastapi import FastAPI, Request, Response
from tests.bench.task import task_settings

from oversight_contracts.events.event import read_event
from oversight_contracts.topics import EVENTS
from oversight_runtime.http.server import server
from oversight_runtime.service import started


def build(servers: str, *, validated: bool) -> FastAPI:
    """The endpoint on the broker ``servers``."""
    producers: list[AIOKafkaProducer] = []

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        producer = AIOKafkaProducer(bootstrap_servers=servers, acks="all", linger_ms=0)
        await producer.start()
        producers.append(producer)
        yield
        await producer.stop()

    app = FastAPI(lifespan=lifespan)

    @app.post("/v1/events")
    async def record(request: Request) -> Response:
        body = await request.body()
        if validated:
            read_event(orjson.loads(body), strict=True)
        await producers[0].send_and_wait(EVENTS.name, body)
        return Response(b'{"accepted":1}', 202, media_type="application/json")

    return app


async def _serve(servers: str, port: int, *, validated: bool) -> None:
    async with started(build(servers, validated=validated)) as app:
        await server(app, "127.0.0.1", port).serve()


if __name__ == "__main__":
    given = task_settings()
    asyncio.run(_serve(given["servers"], given["port"], validated=given["validated"]))
