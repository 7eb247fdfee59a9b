"""The two endpoints: ``POST /v1/events`` and ``POST /v1/events/validate``."""

import time
from collections.abc import Awaitable, Callable

import structlog
from fastapi import Request, Response
from starlette.requests import ClientDisconnect

from oversight_ingest.decode.modes import EventReader
from oversight_ingest.http import responses
from oversight_ingest.http.concurrency import ConcurrencyLimit
from oversight_ingest.http.request_id import HEADER, RequestId
from oversight_ingest.metrics import Metrics
from oversight_ingest.publish.outcome_counts import OutcomeCounts
from oversight_ingest.publish.writer import EventWriter
from oversight_ingest.request.request import IncomingRequest, RequestParser, discard
from oversight_runtime.http.problems import Problem

Handler = Callable[[IncomingRequest], Awaitable[Response]]
_NO_MODE = "none"


class Endpoints:
    """Handlers of both endpoints: each has a request's events written or validated, and answers."""

    def __init__(
        self,
        parser: RequestParser,
        reader: EventReader,
        writer: EventWriter,
        metrics: Metrics,
        *,
        single_limit: ConcurrencyLimit,
        bulk_limit: ConcurrencyLimit,
        request_id: RequestId,
    ) -> None:
        self._parser = parser
        self._reader = reader
        self._writer = writer
        self._metrics = metrics
        self._limits = {False: single_limit, True: bulk_limit}
        self._request_id = request_id
        self._log = structlog.stdlib.get_logger("oversight_ingest")

    async def record(self, request: Request) -> Response:
        """Keep the events; answer once their fate is known."""
        return await self._answer(request, self._record)

    async def validate(self, request: Request) -> Response:
        """Validate the events as ``record`` does, and keep none."""
        return await self._answer(request, self._validate)

    async def _record(self, incoming: IncomingRequest) -> Response:
        if not incoming.is_bulk:
            await self._writer.write_one(await self._reader.one(incoming))
            return responses.json_response(202, {"accepted": 1})
        counts = OutcomeCounts(keep_ids=incoming.keeps_ids)
        await self._writer.write_all(self._reader.all(incoming), counts)
        return responses.written(counts)

    async def _validate(self, incoming: IncomingRequest) -> Response:
        counts = OutcomeCounts(keep_ids=incoming.keeps_ids)
        await self._writer.validate_all(self._reader.all(incoming), counts)
        return responses.validated(counts)

    async def _answer(self, request: Request, handler: Handler) -> Response:
        began = time.perf_counter()
        request_id = self._request_id.of(request)
        incoming: IncomingRequest | None = None
        try:
            incoming = await self._parser.receive(request)
            answer = await self._work(request, incoming, handler)
        except Problem as problem:
            answer = problem.response()
        except ClientDisconnect:
            # Nobody is left to read it.
            answer = Response(status_code=400)
        answer.headers[HEADER] = request_id
        self._report(request_id, incoming, answer.status_code, time.perf_counter() - began)
        return answer

    async def _work(
        self, request: Request, incoming: IncomingRequest, handler: Handler
    ) -> Response:
        in_flight = self._metrics.in_flight(incoming.mode)
        try:
            places = self._limits[incoming.is_bulk]
            with places.enter(incoming.grant.sha256), in_flight.track_inprogress():
                return await handler(incoming)
        except Problem:
            await discard(request, incoming.body)
            raise

    def _report(
        self, request_id: str, incoming: IncomingRequest | None, status: int, seconds: float
    ) -> None:
        mode = incoming.mode if incoming else _NO_MODE
        received = incoming.body.received if incoming else 0
        self._metrics.seconds(mode, status).observe(seconds)
        self._metrics.bytes(mode).inc(received)
        # A line for each single event would drown everything else.
        if status != 202 or (incoming and incoming.is_bulk):
            self._log.info(
                "answered",
                request_id=request_id,
                token=incoming.grant.name if incoming else None,
                mode=str(mode),
                status=status,
                bytes=received,
                seconds=round(seconds, 4),
            )
