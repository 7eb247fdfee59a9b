"""The reader of requests' bodies: from any of the four modes to validated events."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import orjson

from oversight_contracts.errors import Fault, InvalidEvent
from oversight_ingest import limits
from oversight_ingest.decode.batch import validate_batch
from oversight_ingest.decode.binary import attributes_of
from oversight_ingest.decode.ndjson import validate_stream
from oversight_ingest.request.media import Mode
from oversight_ingest.request.request import IncomingRequest
from oversight_ingest.strict_json import Malformed, read_document
from oversight_ingest.validate.result import (
    Accepted,
    Refused,
    ValidationResult,
    invalid,
    malformed,
    read_id,
)
from oversight_ingest.validate.validator import Validator
from oversight_runtime.http.problems import Problem


class EventReader:
    """Reads a request of any mode, and validates its events."""

    def __init__(self, validator: Validator, pause_seconds: float) -> None:
        self._validator = validator
        self._pause_seconds = pause_seconds

    async def one(self, incoming: IncomingRequest) -> ValidationResult:
        """The result of a single event. Raises a 400 problem for what is no JSON."""
        body = await incoming.read()
        if len(body) > limits.CHUNK_BYTES:
            return await asyncio.to_thread(self._one, incoming, body)
        return self._one(incoming, body)

    async def all(self, incoming: IncomingRequest) -> AsyncIterator[Sequence[ValidationResult]]:
        """The results in order, in chunks; an empty chunk where a stream pauses."""
        if incoming.mode is Mode.STREAM:
            chunks = validate_stream(
                incoming.body, self._validator, incoming.grant, self._pause_seconds
            )
        elif incoming.mode is Mode.BATCH:
            chunks = validate_batch(await incoming.read(), self._validator, incoming.grant)
        else:
            chunks = _chunk_of(await self.one(incoming))
        async for chunk in chunks:
            if incoming.mode is Mode.STREAM and not incoming.still_granted():
                raise Problem(401, "not authorised", "the token was withdrawn")
            yield chunk

    def _one(self, incoming: IncomingRequest, body: bytes) -> ValidationResult:
        if incoming.mode is Mode.STRUCTURED:
            return self._validator.validate(body, incoming.grant)
        attributes = attributes_of(incoming.headers)
        try:
            raw = _structured(attributes, body)
        except InvalidEvent as error:
            return Refused(read_id(attributes), None, invalid(error))
        return self._validator.validate(raw, incoming.grant)


def _structured(attributes: Mapping[str, Any], data: bytes) -> bytes:
    try:
        return orjson.dumps({**attributes, "data": read_document(data)})
    except Malformed as error:
        raise malformed(error) from error
    except InvalidEvent as error:
        faults = [Fault(f"data.{each.field}".rstrip("."), each.reason) for each in error.faults]
        raise InvalidEvent(faults) from error


async def _chunk_of(result: ValidationResult) -> AsyncIterator[Sequence[ValidationResult]]:
    # What is not JSON at all is the request's fault, not an event's.
    if not isinstance(result, Accepted) and result.problem.status == 400:
        raise result.problem
    yield [result]
