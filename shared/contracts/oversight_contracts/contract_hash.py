"""The hash of the contract by which an event was checked, sent beside the event in the log.

Whoever reads the log with the same contract need not check the event a second time; with any other,
older or newer, it does.
"""

import hashlib
from functools import cache
from typing import Any

import pydantic

from oversight_contracts.canonical_json import canonical
from oversight_contracts.events.envelope import Envelope
from oversight_contracts.events.types import EVENT_TYPES

# The Kafka header that names it, set by whoever has checked an event strictly, as ingest does.
HEADER = "oversight-contract"
# To be raised with each change of what is valid that no JSON schema shows: code in a validator of
# a record or of the envelope, canonical JSON, how a fault is found.
VALIDATION_CODE = 2
# What a schema says to people alone.
_WORDS = ("title", "description", "examples")


@cache
def contract_hash(validator: str = pydantic.VERSION) -> str:
    """SHA-256 of what decides whether an event is valid.

    That is the JSON schemas, ``VALIDATION_CODE`` and the version of the validator.
    """
    models: dict[str, type[Envelope]] = {
        "": Envelope,
        **{name: each.model for name, each in EVENT_TYPES.items()},
    }
    schemas = {name: _plain(model.model_json_schema()) for name, model in models.items()}
    document = [validator, VALIDATION_CODE, schemas]
    return hashlib.sha256(canonical(document)).hexdigest()


def _plain(schema: Any) -> Any:
    """A schema without its words for people; a property of such a name stays."""
    if isinstance(schema, list):
        return [_plain(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        name: {inner: _plain(each) for inner, each in value.items()}
        if name in ("properties", "$defs")
        else _plain(value)
        for name, value in schema.items()
        if name not in _WORDS
    }
