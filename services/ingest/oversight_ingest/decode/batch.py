"""The batch mode: a JSON array of events, validated in chunks."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

import orjson

from oversight_contracts.events.batch import FEW, split_array
from oversight_ingest import limits
from oversight_ingest.decode.chunks import chunks_of, validate_chunk
from oversight_ingest.strict_json import is_plain
from oversight_ingest.validate.result import Refused, ValidationResult
from oversight_ingest.validate.validator import Validator
from oversight_runtime.http.problems import Problem
from oversight_runtime.http.tokens import Grant

# What is less on the average holds no events: each would be refused by itself, at some length.
_SHORTEST = 100
# So many bytes there are at least for each value in it.
_SMALLEST = 4


async def validate_batch(
    body: bytes, validator: Validator, grant: Grant
) -> AsyncIterator[Sequence[ValidationResult]]:
    """The results in order, a chunk at a time. Raises a 400 problem for what is no array."""
    _require_values(body)
    documents = _plain_documents(body)
    if documents is None:
        # Rare, and slow: one odd element must not spoil the others.
        elements = await asyncio.to_thread(_split, body)
        _require_events(len(elements), len(body))
    else:
        _require_events(len(documents), len(body))
    refused = 0
    for chunk in chunks_of(elements if documents is None else documents):
        if refused >= limits.STREAM_REFUSALS:
            yield [_NOT_LOOKED_AT] * len(chunk)
            continue
        results = await _validate(chunk, validator, grant, plain=documents is not None)
        refused += sum(isinstance(each, Refused) for each in results)
        yield results


async def _validate(
    chunk: Sequence[Any], validator: Validator, grant: Grant, *, plain: bool
) -> Sequence[ValidationResult]:
    """The results of documents where ``plain``, else of the bytes of elements."""
    if not plain:
        return await validate_chunk(
            chunk, sum(map(len, chunk)), lambda each: validator.validate(each, grant)
        )
    pairs = [(each, orjson.dumps(each)) for each in chunk]
    return await validate_chunk(
        pairs,
        sum(len(raw) for _, raw in pairs),
        lambda pair: validator.validate_document(*pair, grant),
    )


_NOT_LOOKED_AT = Refused(
    None,
    None,
    Problem(
        422,
        "not looked at",
        f"{limits.STREAM_REFUSALS} events were refused before: the batch is broken as a whole",
    ),
)


def _require_values(body: bytes) -> None:
    # Millions of small values would be as many objects, before one of them is looked at.
    values = sum(map(body.count, (b"[", b"{", b",")))
    if values > FEW and len(body) < values * _SMALLEST:
        raise _no_array(f"{values} values in {len(body)} bytes are no events")


def _require_events(elements: int, size: int) -> None:
    if elements > FEW and size < elements * _SHORTEST:
        raise _no_array(f"{elements} elements of {size // elements} bytes are no events")


def _plain_documents(body: bytes) -> list[Any] | None:
    try:
        documents = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(documents, list):
        raise _no_array("a batch is a JSON array of events")
    return documents if is_plain(body, documents) else None


def _split(body: bytes) -> list[bytes]:
    try:
        return split_array(body)
    except ValueError as error:
        raise _no_array(str(error)) from error


def _no_array(reason: str) -> Problem:
    return Problem(400, "not a batch", reason)
