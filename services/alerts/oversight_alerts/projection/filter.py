"""Filters the fact topic by key before decoding: most records are of no use to a rule."""

from collections.abc import Mapping, Set

import orjson

from oversight_contracts.definitions.models.reference import WHOLE_FORCE
from oversight_contracts.facts.arrivals import FEED_PACE, Arrivals
from oversight_contracts.facts.facts import Cut, TotalFact, read_fact
from oversight_contracts.facts.reconciliation import UNACCOUNTED, Reconciliation

KNOWN = ("total", "cut", "reconciliation", "arrivals")


def relevant(
    key: bytes | None,
    value: bytes | None,
    horizons: Mapping[str, str],
    telling: Set[str] = frozenset(),
) -> TotalFact | Cut | Reconciliation | Arrivals | None:
    """The fact in a record; None where no rule uses it, or its kind is none of ours.

    ``horizons`` is the first bucket worth keeping by indicator; of those ``telling`` on which days
    there are records the whole force is worth keeping alone. Raises
    ``pydantic.ValidationError`` on a total or a cut that cannot be read.
    """
    if value is None or not _worth_decoding(key, horizons, telling):
        return None
    # The topic may come to carry more kinds of fact than this service knows.
    if key is None and orjson.loads(value).get("fact") not in KNOWN:
        return None
    found = read_fact(value)
    return found if isinstance(found, TotalFact | Cut | Reconciliation | Arrivals) else None


def _worth_decoding(key: bytes | None, horizons: Mapping[str, str], telling: Set[str]) -> bool:
    if key is None or key == b"cut":
        return True
    kind, _, rest = key.partition(b"/")
    first = None
    if kind == b"total":
        indicator = rest.partition(b"/")[0].decode()
        first = horizons.get(indicator)
        if indicator in telling and not _of_whole_force(rest):
            return False
    elif kind == b"reconciliation":
        first = horizons[UNACCOUNTED]
    elif kind == b"arrivals":
        first = horizons[FEED_PACE]
    return first is not None and rest.rpartition(b"/")[2].decode() >= first


def _of_whole_force(rest: bytes) -> bool:
    """True of ``indicator/force/area/by/bucket`` where the area is the force, and ``by`` empty."""
    return rest.rpartition(b"/")[0].endswith(f"/{WHOLE_FORCE}/".encode())
