"""How often the totals behind a figure were changed, and by what kind of event."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple


class ChangeCounts(NamedTuple):
    """Records that came into totals, that changed them with another revision, that left them.

    They only rise within a generation of totals: two cuts differ by what came in between.
    """

    arrived: int = 0
    corrected: int = 0
    removed: int = 0


class FigureKey(NamedTuple):
    """A figure that totals are summed for: a series over London days, ``end`` not included."""

    indicator: str
    force: str
    area: str
    by: str
    start: date
    end: date

    @property
    def name(self) -> str:
        """The key as one word."""
        return "/".join(map(str, self))


Ledger = Mapping[FigureKey, ChangeCounts]


def summed_changes(counts: Iterable[ChangeCounts]) -> ChangeCounts:
    """The sum; of none nothing."""
    return ChangeCounts(*map(sum, zip(ChangeCounts(), *counts, strict=True)))
