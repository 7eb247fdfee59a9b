"""What each rule makes of the totals as they stand: pure, and no arithmetic of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Protocol

from oversight_alerts.residents import residents_of
from oversight_alerts.watches import Watch, places
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.indicators import (
    CountIndicator,
    DisparityIndicator,
    Indicator,
    ProportionIndicator,
    RateIndicator,
    RatioIndicator,
    StockIndicator,
)
from oversight_contracts.definitions.rules import DisparityRule, Rule, ThresholdRule
from oversight_contracts.facts import SeriesKey, Total
from oversight_contracts.figures import Figure, disparities, figure
from oversight_contracts.windows import BucketRange, window_ending_now
from oversight_measures.periods import london_day


class Sums(Protocol):
    """Where totals are read from."""

    def total(self, series: SeriesKey, window: BucketRange) -> Total:
        """The sum of a series over the buckets of a window."""
        ...


class Verdict(StrEnum):
    """What a rule says of one figure. The last two are silence: they change nothing."""

    BROKEN = "broken"
    WITHIN_LIMIT = "within-limit"
    NOT_CERTAIN = "not-certain"
    BELOW_MINIMUM = "below-minimum"
    NO_VALUE = "no-value"

    @property
    def silent(self) -> bool:
        """Whether too little is known to say anything."""
        return self in (Verdict.BELOW_MINIMUM, Verdict.NO_VALUE)


@dataclass(frozen=True)
class Reading:
    """One figure as a rule reads it.

    ``sample`` is what the rule's minimum is held against: the denominator of a share, the number
    counted otherwise, the searches (say) of both groups of a disparity. ``reference`` is the
    figure of a disparity's reference group.
    """

    watch: Watch
    window: BucketRange
    figure: Figure
    sample: int
    verdict: Verdict
    recovered: bool
    reference: Figure | None = None


NOTHING = Figure(None, 0)


def read(catalogue: Catalogue, rule: Rule, sums: Sums, now: datetime) -> Iterator[Reading]:
    """The rule's readings in every area it looks at, over its window that ends now."""
    indicator = catalogue.indicators[rule.indicator]
    window = window_ending_now(catalogue, indicator, rule.window, now)
    for force, area in places(catalogue, rule, london_day(now)):
        if isinstance(rule, ThresholdRule):
            yield _threshold(catalogue, rule, indicator, SeriesKey("", force, area), window, sums)
        else:
            assert isinstance(indicator, DisparityIndicator)
            yield from _disparity(catalogue, rule, indicator, (force, area), window, sums)


def _threshold(
    catalogue: Catalogue,
    rule: ThresholdRule,
    indicator: Indicator,
    place: SeriesKey,
    window: BucketRange,
    sums: Sums,
) -> Reading:
    series = SeriesKey(indicator.id, place.force, place.area, rule.by)
    residents = residents_of(catalogue, series.force, series.area, series.by)
    found = figure(indicator, sums.total(series, window), residents)
    watch = Watch(rule.id, series.force, series.area, series.by)
    return _reading(rule, watch, window, found, _sample(indicator, found), is_count(indicator))


def _disparity(
    catalogue: Catalogue,
    rule: DisparityRule,
    indicator: DisparityIndicator,
    place: tuple[str, str],
    window: BucketRange,
    sums: Sums,
) -> Iterator[Reading]:
    known = catalogue.residents_of(*place, rule.basis)
    residents = known.groups.get(indicator.group, {}) if known else {}
    series = {group: f"{indicator.group}={group}" for group in residents}
    totals = {
        group: sums.total(SeriesKey(indicator.id, *place, by), window)
        for group, by in series.items()
    }
    figures = disparities(indicator, totals, residents)
    reference = figures.get(indicator.reference)
    for group in rule.groups:
        found = figures.get(group, NOTHING)
        sample = found.numerator + (reference.numerator if reference else 0)
        watch = Watch(rule.id, *place, f"{indicator.group}={group}")
        yield _reading(rule, watch, window, found, sample, reference=reference)


def is_count(indicator: Indicator) -> bool:
    """Whether the figure is how many, not what share of how many."""
    return isinstance(indicator, CountIndicator | RateIndicator | StockIndicator)


def _sample(indicator: Indicator, found: Figure) -> int:
    if isinstance(indicator, ProportionIndicator | RatioIndicator):
        return found.denominator or 0
    return found.numerator


def _reading(
    rule: Rule,
    watch: Watch,
    window: BucketRange,
    found: Figure,
    sample: int,
    counted: bool = False,
    reference: Figure | None = None,
) -> Reading:
    verdict = _verdict(rule, found, sample, counted)
    recovered = not verdict.silent and _recovered(rule, found)
    return Reading(watch, window, found, sample, verdict, recovered, reference)


def _verdict(rule: Rule, found: Figure, sample: int, counted: bool) -> Verdict:
    if found.value is None:
        return Verdict.NO_VALUE
    broken = past(rule, found.value, Fraction(rule.threshold))
    # A count is its own sample: a surge that fell to nothing is over, not unknown.
    if sample < rule.minimum and (broken or not counted):
        return Verdict.BELOW_MINIMUM
    if not broken:
        return Verdict.WITHIN_LIMIT
    if rule.certain and not _certain(rule, found):
        return Verdict.NOT_CERTAIN
    return Verdict.BROKEN


def _certain(rule: Rule, found: Figure) -> bool:
    # A bound that does not exist is past nothing.
    nearest = found.interval.lower if direction(rule) > 0 else found.interval.upper
    return nearest is not None and past(rule, Fraction(nearest), Fraction(rule.threshold))


def _recovered(rule: Rule, found: Figure) -> bool:
    assert found.value is not None
    if rule.resolve_at is None:
        # The interval guards the opening only: an open episode waits for the value itself.
        return not past(rule, found.value, Fraction(rule.threshold))
    return past(rule, Fraction(rule.resolve_at), found.value)


def direction(rule: Rule) -> int:
    """1 where higher is worse, -1 where lower is."""
    return -1 if isinstance(rule, ThresholdRule) and rule.when == "below" else 1


def past(rule: Rule, value: Fraction, limit: Fraction) -> bool:
    """Whether ``value`` lies on the broken side of ``limit``, and not on it."""
    return direction(rule) * (value - limit) > 0
