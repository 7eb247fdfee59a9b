"""Which contract an event was checked by, told beside it in the log.

Whoever reads the log with the same contract need not check the event a second time; with any other,
older or newer, it does.
"""

import hashlib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import pydantic

# The Kafka header that names it, set by whoever has checked an event strictly, as ingest does.
HEADER = "oversight-contract"
_MODULES = ("canonical_json.py", "envelope.py", "errors.py", "event_types.py", "events.py")


@cache
def contract_hash() -> str:
    """SHA-256 of all that decides whether an event is valid: the code of the records, mostly."""
    root = files("oversight_contracts")
    sources = [*(root / name for name in _MODULES), *_sources(root / "records")]
    digest = hashlib.sha256(pydantic.VERSION.encode())
    for each in sources:
        digest.update(each.name.encode() + b"\0" + each.read_bytes() + b"\0")
    return digest.hexdigest()


def _sources(folder: Traversable) -> list[Traversable]:
    return sorted(
        (each for each in folder.iterdir() if each.name.endswith(".py")), key=lambda f: f.name
    )
