"""Filters the fact topic by key before decoding: most records are of no use to a rule."""

from collections.abc import Mapping

import orjson

from oversight_contracts.facts.facts import Cut, TotalFact, read_fact
from oversight_contracts.facts.reconciliation import UNACCOUNTED, Reconciliation

KNOWN = ("total", "cut", "reconciliation")


def relevant(
    key: bytes | None, value: bytes | None, horizons: Mapping[str, str]
) -> TotalFact | Cut | Reconciliation | None:
    """The fact in a record; None where no rule uses it, or its kind is none of ours.

    ``horizons`` is the first bucket worth keeping by indicator. Raises
    ``pydantic.ValidationError`` on a total or a cut that cannot be read.
    """
    if value is None or not _worth_decoding(key, horizons):
        return None
    # The topic may come to carry more kinds of fact than this service knows.
    if key is None and orjson.loads(value).get("fact") not in KNOWN:
        return None
    found = read_fact(value)
    return found if isinstance(found, TotalFact | Cut | Reconciliation) else None


def _worth_decoding(key: bytes | None, horizons: Mapping[str, str]) -> bool:
    if key is None or key == b"cut":
        return True
    kind, _, rest = key.partition(b"/")
    first = None
    if kind == b"total":
        first = horizons.get(rest.partition(b"/")[0].decode())
    elif kind == b"reconciliation":
        first = horizons[UNACCOUNTED]
    return first is not None and rest.rpartition(b"/")[2].decode() >= first
