"""The balances of a stock: what is open after each bucket of one series."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import accumulate

from oversight_contracts.facts.facts import Total
from oversight_contracts.figures.figure import Figure
from oversight_contracts.measures.disclosed import SHORTFALL
from oversight_contracts.measures.stock import stock_figure
from oversight_measures.estimates.stocks import closing_balances, shortfall
from oversight_reporting.formatting import number
from oversight_reporting.model.totals import BucketTotal


class Balances:
    """The balances of one series from an opening balance on, which is 0 where none is known."""

    def __init__(self, opening: int, stored: Iterable[BucketTotal]) -> None:
        totals: dict[str, Total] = {}
        for each in stored:
            totals.setdefault(each.bucket, Total()).add(each.total)
        self._buckets = sorted(totals)
        moved = [(totals[bucket].n, totals[bucket].of) for bucket in self._buckets]
        balances = closing_balances(opening, moved)
        short = accumulate((shortfall([each]) for each in balances), max)
        self._after = [(opening, 0), *zip(balances, short, strict=True)]

    def before(self, end: str) -> Figure:
        """The stock where the bucket ``end`` begins."""
        return stock_figure(*self._after[bisect_left(self._buckets, end)])


def too_low(figure: Figure | None) -> Iterator[str]:
    """The remark at a stock of which by some day more was closed than was known to be open."""
    short = figure.details.get(SHORTFALL) if figure and figure.value is not None else None
    if short:
        yield f"too low by at least {number(short)}"
