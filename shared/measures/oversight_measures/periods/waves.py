"""Survey waves: named stretches of fieldwork, of any length."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
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


def wave_of(day: date, waves: Sequence[Wave]) -> Wave | None:
    """Return the wave that the day belongs to; None between waves."""
    return next((wave for wave in waves if day in wave.period), None)


def wave_before(wave: Wave, waves: Sequence[Wave]) -> Wave | None:
    """Return the wave that a wave is compared with: the last one that ended before it began.

    Raises ValueError as `in_order` does.
    """
    earlier = [each for each in in_order(waves) if each.period.end <= wave.period.start]
    return earlier[-1] if earlier else None
