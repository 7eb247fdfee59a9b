"""Survey waves: named stretches of fieldwork, of any length."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from oversight_measures.periods.period import Period


@dataclass(frozen=True)
class Wave:
    """The days in which one wave of a survey was answered."""

    name: str
    period: Period


def in_order(waves: Sequence[Wave]) -> list[Wave]:
    """Return the waves by their days. Between two there may be days without fieldwork.

    Raises ValueError when two share a day or a name: an answer would belong to both.
    """
    ordered = sorted(waves, key=lambda wave: wave.period)
    for before, wave in pairwise(ordered):
        if wave.period.start < before.period.end:
            raise ValueError(f"waves must not overlap, but {before.name} and {wave.name} do")
    if len({wave.name for wave in waves}) < len(waves):
        raise ValueError("waves must have names of their own")
    return ordered
