"""The batch mode: a JSON array of events, validated in chunks."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Any

import orjson

from oversight_contracts.events.batch import FEW, split_array
from oversight_ingest import limits
from oversight_ingest.strict_json import is_plain
from oversight_ingest.validate.result import Refused, ValidationResult
from oversight_ingest.validate.validator import Validator
from oversight_runtime.http.problems import Problem
from oversight_runtime.http.tokens import Grant

# What is less on the average holds no events: each would be refused by itself, at some length.
_SHORTEST = 100


async def validate_batch(
    body: bytes, validator: Validator, grant: Grant
) -> AsyncIterator[Sequence[ValidationResult]]:
    """The results in order, a chunk at a time. Raises a 400 problem for what is no array."""
    documents = _plain_documents(body)
    if documents is not None:
        _require_events(len(documents), len(body))
        in_turn = _validated(documents, lambda each: _validate(each, validator, grant))
    else:
        # Rare, and slow: one odd element must not spoil the others.
        elements = await asyncio.to_thread(_split, body)
        _require_events(len(elements), len(body))
        in_turn = _validated(elements, lambda each: validator.validate(each, grant))
    for chunk in in_turn:
        yield chunk
        # Other requests have their turn.
        await asyncio.sleep(0)


def _validate(document: Any, validator: Validator, grant: Grant) -> ValidationResult:
    return validator.validate_document(document, orjson.dumps(document), grant)


def _validated(
    items: Sequence[Any], validate: Callable[[Any], ValidationResult]
) -> Iterator[Sequence[ValidationResult]]:
    """The results in chunks; after so many refusals nothing more is looked at."""
    refused = 0
    for chunk in _chunks(items):
        if refused >= limits.STREAM_REFUSALS:
            yield [_NOT_LOOKED_AT] * len(chunk)
            continue
        results = [validate(each) for each in chunk]
        refused += sum(isinstance(each, Refused) for each in results)
        yield results


_NOT_LOOKED_AT = Refused(
    None,
    None,
    Problem(
        422,
        "not looked at",
        f"{limits.STREAM_REFUSALS} events were refused before: the batch is broken as a whole",
    ),
)


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


def _chunks(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), limits.CHUNK):
        yield items[start : start + limits.CHUNK]


def _no_array(reason: str) -> Problem:
    return Problem(400, "not a batch", reason)
