"""``data_base64``: CloudEvents' other member for data, which here is JSON in base64."""

import binascii
from base64 import b64decode
from typing import Any

from oversight_contracts.errors import Fault, InvalidEvent
from oversight_ingest.strict_json import Malformed, read_document

MEMBER = "data_base64"


def with_plain_data(document: dict[str, Any]) -> dict[str, Any]:
    """The event with ``data`` in place of ``data_base64``. Raises ``InvalidEvent``."""
    packed = document[MEMBER]
    if "data" in document:
        raise InvalidEvent.because(MEMBER, "stands beside data: an event has one of them")
    if not isinstance(packed, str):
        raise InvalidEvent.because(MEMBER, "is no text")
    rest = {name: value for name, value in document.items() if name != MEMBER}
    return {**rest, "data": _read(packed)}


def _read(packed: str) -> Any:
    try:
        return read_document(b64decode(packed, validate=True))
    except (binascii.Error, ValueError):
        raise InvalidEvent.because(MEMBER, "is not base64") from None
    except Malformed as error:
        raise InvalidEvent.because(MEMBER, f"holds no JSON: {error}") from None
    except InvalidEvent as error:
        faults = [Fault(f"data.{each.field}".rstrip("."), each.reason) for each in error.faults]
        raise InvalidEvent(faults) from error
