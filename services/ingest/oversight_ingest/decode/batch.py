"""The batch mode: a JSON array of events, validated in chunks."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

import orjson

from oversight_contracts.events.batch import split_array
from oversight_ingest import limits
from oversight_ingest.strict_json import is_plain
from oversight_ingest.validate.result import ValidationResult
from oversight_ingest.validate.validator import Validator
from oversight_runtime.http.problems import Problem
from oversight_runtime.http.tokens import Grant


async def validate_batch(
    body: bytes, validator: Validator, grant: Grant
) -> AsyncIterator[Sequence[ValidationResult]]:
    """The results in order, a chunk at a time. Raises a 400 problem for what is no array."""
    documents = _plain_documents(body)
    if documents is None:
        # Rare, and slow: one odd element must not spoil the others.
        elements = await asyncio.to_thread(_split, body)
        for chunk in _chunks(elements):
            yield [validator.validate(element, grant) for element in chunk]
            await asyncio.sleep(0)
        return
    for chunk in _chunks(documents):
        yield [validator.validate_document(each, orjson.dumps(each), grant) for each in chunk]
        # Other requests have their turn.
        await asyncio.sleep(0)


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


def _chunks(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), limits.CHUNK):
        yield items[start : start + limits.CHUNK]


def _no_array(reason: str) -> Problem:
    return Problem(400, "not a batch", reason)
