"""Extension attributes: what CloudEvents lets an event carry beside the attributes used here.

They are kept in the log with the event, and counted by nobody.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from oversight_contracts.errors import Fault
from oversight_contracts.events.envelope import Envelope

ATTRIBUTES = frozenset(Envelope.model_fields)
# CloudEvents' own form of a name, and its largest integer.
_NAME = re.compile("[a-z0-9]{1,50}")
_LARGEST = 2**31 - 1
_LONGEST = 500


def without_extensions(document: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes that are used here."""
    return {name: value for name, value in document.items() if name in ATTRIBUTES}


def extension_faults(document: Mapping[str, Any], record: Collection[str]) -> Iterator[Fault]:
    """What is wrong with the others; ``record`` are the fields of the record itself."""
    for name, value in document.items():
        if name in ATTRIBUTES:
            continue
        if name in record:
            # It would be passed over, and a typing error of this sort must not vanish.
            yield Fault(name, "unknown field: it is a field of the record and belongs in data")
        elif not _NAME.fullmatch(name):
            reason = "an extension attribute is named by lower-case letters and digits, 50 at most"
            yield Fault(name, f"unknown field: {reason}")
        elif not _is_value(value):
            reason = f"is no text of {_LONGEST} characters at most, 32-bit integer, true or false"
            yield Fault(name, reason)


def _is_value(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) <= _LONGEST
    if isinstance(value, int):
        return -_LARGEST - 1 <= value <= _LARGEST
    # CloudEvents' JSON form: an attribute that is null is not set.
    return value is None
