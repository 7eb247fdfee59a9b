"""The cases of a bucket that a detector counts: events, hits among cases, slow ones. Pure."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from oversight_contracts.facts.facts import Total


class Cases(NamedTuple):
    """Hits and how many cases they are of; of a count the events, and none."""

    hits: int
    of: int = 0


Counting = Callable[[Total], Cases]


def together(cases: Iterable[Cases]) -> Cases:
    """All of them."""
    hits = of = 0
    for each in cases:
        hits, of = hits + each.hits, of + each.of
    return Cases(hits, of)


def deciles(cases: Sequence[Cases]) -> tuple[int, ...]:
    """The sizes of buckets by their deciles: as many as a threshold needs to know; 1 of none."""
    sizes = sorted(each.of for each in cases if each.of)
    return tuple(sizes[(2 * at + 1) * len(sizes) // 20] for at in range(10)) if sizes else (1,)


def slower_than(limit: float) -> Counting:
    """Of those with a duration, how many took longer than ``limit``."""

    def count(total: Total) -> Cases:
        slow = sum(cases for value, cases in total.values.items() if value > limit)
        return Cases(slow, total.n)

    return count
