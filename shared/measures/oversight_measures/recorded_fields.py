"""The months in which records state a field: what none of them states is not recorded, not none."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from math import exp, lgamma

from oversight_measures.periods.period import Every, Period, period_of
from oversight_measures.periods.stretches import Stretches

# A field is not recorded where chance would leave as many records in a row without it less than
# once in a thousand.
CHANCE = 0.001
# What few records have comes in clusters: counts vary several times more than chance alone.
DISPERSION = 5
# How long what comes later is waited for, before its absence says anything.
AWAITED_MONTHS = 12
ALWAYS = Period(date.min, date.max)


@dataclass(frozen=True)
class FieldStatements:
    """How many records of each month state a field, of how many there are.

    Both are by the first day of the month. What ``comes_later``, as an outcome does, is missing of
    the newest records in any case; of records that come ``in_waves`` each wave asks something else.
    """

    stating: Mapping[date, int]
    records: Mapping[date, int]
    comes_later: bool = False
    in_waves: bool = False

    def unrecorded(self) -> Stretches:
        """The days of which the field is not recorded; before the first record as in its month.

        Where no record ever states it these are all days. A month without it between others, or at
        either end, is one of none, unless chance would leave so many records without it, anywhere
        among all of them, less often than once in a thousand.
        """
        stated = sum(self.stating.values())
        if not self._months:
            return ()
        if not stated:
            return (ALWAYS,)
        if self.in_waves:
            return ()
        return tuple(_around(run, self._months) for run in self._silent_runs() if self._lacks(run))

    @property
    def _months(self) -> list[date]:
        return sorted(month for month, count in self.records.items() if count > 0)

    def _silent_runs(self) -> Iterator[list[date]]:
        for states, run in groupby(self._months, lambda month: self.stating.get(month, 0) > 0):
            if not states:
                yield list(run)

    def _lacks(self, run: list[date]) -> bool:
        months = self._months
        judged = run
        if self.comes_later and run[-1] == months[-1]:
            judged = [each for each in run if _months_between(each, months[-1]) > AWAITED_MONTHS]
        silent = sum(self.records[each] for each in judged)
        every = sum(self.records[each] for each in months)
        return chance_of_silence(silent, sum(self.stating.values()), every) < CHANCE


def chance_of_silence(silent: int, stating: int, every: int) -> float:
    """How often chance would leave so many records in a row, anywhere, without what some state.

    ``stating`` of ``every`` record state it, at random; hypergeometric, for each of the places that
    such a row can have. What only a share of the other records states counts for less, as it comes
    in clusters. An upper bound: it can be above 1.
    """
    share = stating / (every - silent)
    weight = share + (1 - share) / DISPERSION
    gap, hits, of = silent * weight, stating * weight, every * weight
    # Of rounding alone there can be more hits than places.
    left = max(of - gap - hits, 0.0)
    chosen = lgamma(of - gap + 1) - lgamma(left + 1) - lgamma(of + 1) + lgamma(of - hits + 1)
    return (hits + 1) * exp(min(chosen, 0.0))


def _around(run: list[date], months: list[date]) -> Period:
    """From the first month of a run to its last; on from the first record, and from the latest."""
    start = date.min if run[0] == months[0] else run[0]
    end = date.max if run[-1] == months[-1] else period_of(run[-1], Every.MONTH).end
    return Period(start, end)


def _months_between(earlier: date, later: date) -> int:
    return 12 * (later.year - earlier.year) + later.month - earlier.month
