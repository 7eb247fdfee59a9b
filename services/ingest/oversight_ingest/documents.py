"""JSON as it came in: decoded, and refused where a parser would drop or bend something.

The fast parser keeps the last of two equal keys and turns huge integers into floats. Counting
quotation marks finds the first cheaply; whatever looks unusual is read again with care.
"""

from typing import Any

import orjson

from oversight_contracts.errors import InvalidEvent
from oversight_ingest.inspection import inspect


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
    """``invalid``, with what a careful look at ``raw`` finds said first."""
    try:
        inspect(raw)
    except InvalidEvent as found:
        named = {fault.field for fault in found.faults}
        rest = [fault for fault in invalid.faults if fault.field not in named]
        return InvalidEvent([*found.faults, *rest])
    return invalid
