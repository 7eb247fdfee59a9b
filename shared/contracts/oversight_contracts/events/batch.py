"""Several events as one record: a JSON array that can be cut before it is read.

Each event begins on a line of its own. JSON has no line break inside a string, so where every piece
between a comma with a line break and the next one is JSON, the pieces are the events.
"""

from collections.abc import Iterable

_BETWEEN = b",\n"


def join_events(events: Iterable[bytes]) -> bytes:
    """The record that holds ``events``, each the JSON of one; 2 bytes longer for each of them."""
    return b"[" + _BETWEEN.join(events) + b"]"


def cut_events(record: bytes) -> list[bytes]:
    """What may be the events of ``record``: they are when each is JSON, and are not otherwise."""
    if record[:1] != b"[" or record[-1:] != b"]":
        return [b""]
    return record[1:-1].split(_BETWEEN)
