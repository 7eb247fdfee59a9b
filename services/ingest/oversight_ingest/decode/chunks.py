"""Chunks of events: between one and the next other requests have their turn."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from oversight_ingest import limits
from oversight_ingest.validate.result import ValidationResult

T = TypeVar("T")


def chunks_of(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """``items`` in order, so many at a time."""
    for start in range(0, len(items), limits.CHUNK):
        yield items[start : start + limits.CHUNK]


async def validate_chunk(
    chunk: Sequence[T], size: int, validate: Callable[[T], ValidationResult]
) -> Sequence[ValidationResult]:
    """The results of a chunk of ``size`` bytes, which are those of ``validate``."""
    if size > limits.CHUNK_BYTES:
        # Some large event can take as long as hundreds of usual ones: beside the loop.
        return await asyncio.to_thread(lambda: [validate(each) for each in chunk])
    results = [validate(each) for each in chunk]
    await asyncio.sleep(0)
    return results
