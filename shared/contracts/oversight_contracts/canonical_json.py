"""One way to write a value as JSON, so that equal content has equal bytes."""

from typing import Any

import orjson

from oversight_contracts.errors import InvalidEvent


def canonical(value: Any) -> bytes:
    """Canonical JSON: UTF-8, keys sorted, no white space. Raises ``InvalidEvent``."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError as error:
        raise InvalidEvent.because("data", str(error)) from error
