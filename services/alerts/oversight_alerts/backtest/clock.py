"""The moments at which rules are judged: as each of their buckets closes. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.rules import IndicatorRule
from oversight_measures.periods.period import (
    DAY,
    Every,
    Period,
    london_midnight,
    period_of,
    split,
)


@dataclass(frozen=True)
class Step:
    """A moment of a replay, and the rules of which a bucket has just closed."""

    at: datetime
    rules: tuple[IndicatorRule, ...]


def steps(
    catalogue: Catalogue, rules: Mapping[str, IndicatorRule], period: Period
) -> Iterator[Step]:
    """The steps of a replay in order; of each rule the last one before the period is the first."""
    closings = sorted(
        ((at, rule.id) for rule in rules.values() for at in _closings(catalogue, rule, period)),
    )
    for at, known in groupby(closings, key=lambda each: each[0]):
        yield Step(at, tuple(rules[name] for _, name in known))


def _closings(catalogue: Catalogue, rule: IndicatorRule, period: Period) -> Sequence[datetime]:
    """When buckets of a rule are over and can be judged."""
    settling = catalogue.indicators[rule.indicator].settling_time(catalogue.targets)
    wait = rule.grace + (settling or timedelta(0))
    every, start, end = (
        Every(rule.bucket),
        london_midnight(period.start),
        london_midnight(period.end),
    )
    first = period_of((start - wait).date() - 2 * DAY, every)
    # Two buckets before, so that one of them is over whatever the wait.
    first = period_of(first.start - DAY, every)
    ends = (each.period.end for each in split(Period(first.start, period.end), every) if each.whole)
    moments = [at for at in (london_midnight(day) + wait for day in ends) if at < end]
    before = [at for at in moments if at < start]
    return [*before[-1:], *(at for at in moments if at >= start)]
