"""A strict JSON reader, slow and careful: names what is wrong and where."""

import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any

import orjson

from oversight_contracts.errors import Fault, InvalidEvent
from oversight_contracts.records.base import LARGEST_INTEGER
from oversight_ingest.limits import DEPTH

# Enough to correct a feed by.
MOST_FAULTS = 50
# An unterminated string runs to the end, or the search would start again at each quotation mark.
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
_BRACKETS = bytes.maketrans(b"{}", b"[]")
_OTHERS = bytes(set(range(256)) - set(b"[]{}"))
_LONG_NUMBER = re.compile(rb"[0-9]{16}|[0-9][eE]")
_SURROGATE = re.compile("[\ud800-\udfff]")


class Malformed(Exception):
    """Not JSON; the message says where."""


class _Repeating(dict[str, Any]):
    """An object in which keys stood twice."""

    repeated: tuple[str, ...] = ()


class _NotANumber:
    """NaN or an infinity, which JSON does not have."""


def inspect(raw: bytes) -> Any:
    """The value of ``raw``. Raises ``Malformed``, or ``InvalidEvent`` naming each fault."""
    if is_deep(raw):
        raise InvalidEvent.because("", f"is nested deeper than {DEPTH}")
    try:
        value = json.loads(
            raw.decode(), object_pairs_hook=_object, parse_constant=lambda _: _NotANumber()
        )
    except UnicodeDecodeError as error:
        raise Malformed(f"not UTF-8: byte {error.start}") from error
    except ValueError as error:
        raise Malformed(str(error)) from error
    faults = list(islice(_faults(value, ""), MOST_FAULTS))
    if faults:
        raise InvalidEvent(faults)
    return value


def is_deep(raw: bytes) -> bool:
    """Whether brackets nest deeper than ``DEPTH``, found without recursion."""
    left = _STRING.sub(b"", raw).translate(_BRACKETS, _OTHERS)
    # Each pass takes away the innermost brackets of every branch.
    for _ in range(DEPTH):
        left, before = left.replace(b"[]", b""), left
        if left == before:
            break
    return left.count(b"[") > DEPTH or b"[]" in left


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = _Repeating(pairs)
    if len(found) != len(pairs):
        times = Counter(key for key, _ in pairs)
        found.repeated = tuple(key for key in found if times[key] > 1)
        return found
    return dict(pairs)


def _faults(value: Any, field: str) -> Iterator[Fault]:
    if isinstance(value, dict):
        yield from _faults_of_object(value, field)
    elif isinstance(value, list):
        for index, each in enumerate(value):
            # Most of what there is has none: no name is made up for it.
            if isinstance(each, (dict, list)) or _reason(each):
                yield from _faults(each, _under(field, str(index)))
    elif reason := _reason(value):
        yield Fault(field, reason)


def _faults_of_object(value: dict[str, Any], field: str) -> Iterator[Fault]:
    for key in value.repeated if isinstance(value, _Repeating) else ():
        yield Fault(_under(field, key), "stands twice")
    for key, each in value.items():
        if reason := _reason(key):
            yield Fault(_under(field, key), f"the name {reason}")
        if isinstance(each, (dict, list)) or _reason(each):
            yield from _faults(each, _under(field, key))


def _reason(value: Any) -> str | None:
    if isinstance(value, str):
        if "\0" in value:
            return "holds a NUL character"
        return "holds half of a surrogate pair" if _SURROGATE.search(value) else None
    if isinstance(value, int) and abs(value) > LARGEST_INTEGER:
        return "is an integer beyond 2^53, which not every reader holds exactly"
    if isinstance(value, float) and math.isinf(value):
        return "is a number that no reader holds"
    return "is not a number" if isinstance(value, _NotANumber) else None


def _under(field: str, name: str) -> str:
    return f"{field}.{name}" if field else name


def read_document(raw: bytes) -> Any:
    """The value of ``raw``. Raises ``Malformed``, or ``InvalidEvent`` naming fields at fault."""
    try:
        document = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return inspect(raw)
    return document if is_plain(raw, document) else inspect(raw)


def is_plain(raw: bytes, document: Any) -> bool:
    """Whether ``document`` says all that ``raw`` said: no key stood twice, nothing was escaped.

    Without escapes each string is two quotation marks, and a key that was dropped is missed.
    """
    if b"\\" in raw:
        return False
    try:
        return orjson.dumps(document).count(b'"') == raw.count(b'"')
    except orjson.JSONEncodeError:
        # Nested deeper than the writer goes.
        return False


def faults_beside(raw: bytes, invalid: InvalidEvent) -> InvalidEvent:
    """``invalid``, with what a careful look at ``raw`` finds said first.

    ``raw`` was read by ``read_document``, so only its numbers and its depth were not looked at yet.
    """
    if not (_LONG_NUMBER.search(raw) or is_deep(raw)):
        return invalid
    try:
        inspect(raw)
    except InvalidEvent as found:
        named = {fault.field for fault in found.faults}
        rest = [fault for fault in invalid.faults if fault.field not in named]
        return InvalidEvent([*found.faults, *rest])
    return invalid
