"""What each rule makes of the totals as they stand: pure, and no arithmetic of its own."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from oversight_alerts.rules.series import RuleSeries, places
from oversight_alerts.rules.verdict import Verdict, has_recovered, judge
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.indicators import (
    CountIndicator,
    DisparityIndicator,
    Indicator,
    ProportionIndicator,
    RateIndicator,
    RatioIndicator,
    StockIndicator,
)
from oversight_contracts.definitions.models.reference import Residents
from oversight_contracts.definitions.models.rules import DisparityRule, Rule, ThresholdRule
from oversight_contracts.facts.facts import SeriesKey, Total
from oversight_contracts.figures.figure import Figure, disparities, figure, not_stated
from oversight_contracts.windows import BucketRange, window_ending_now
from oversight_measures.periods.period import london_day


def residents_of(catalogue: Catalogue, force: str, area: str, by: str) -> int | None:
    """Residents of an area at its newest census, all or of one group such as ``ethnicity=Black``.

    None where they are not known: the rate has no value then.
    """
    census = _newest(catalogue, force, area)
    if census is None:
        return None
    if not by:
        return census.total
    dimension, _, group = by.partition("=")
    return census.groups.get(dimension, {}).get(group)


def _newest(catalogue: Catalogue, force: str, area: str) -> Residents | None:
    # A threshold rule names no basis; census-2011 < census-2021 as text too.
    here = [each for each in catalogue.residents if (each.force, each.area) == (force, area)]
    known = [each for each in here if each.only is None]
    return max(known, key=lambda each: each.basis, default=None)


class Sums(Protocol):
    """Where totals are read from."""

    def total(self, series: SeriesKey, window: BucketRange) -> Total:
        """The sum of a series over the buckets of a window."""
        ...


@dataclass(frozen=True)
class Observation:
    """One figure as a rule reads it.

    ``sample`` is what the rule's minimum is held against: the denominator of a share, the number
    counted otherwise, the searches (say) of both groups of a disparity. ``reference`` is the
    figure of a disparity's reference group; ``unsaid`` how many of all say nothing of their group.
    """

    watch: RuleSeries
    window: BucketRange
    figure: Figure
    sample: int
    verdict: Verdict
    recovered: bool
    reference: Figure | None = None
    unsaid: tuple[int, int] | None = None


NOTHING = Figure(None, 0)


def observe(catalogue: Catalogue, rule: Rule, sums: Sums, now: datetime) -> Iterator[Observation]:
    """The rule's readings in every area it looks at, over its window that ends now."""
    indicator = catalogue.indicators[rule.indicator]
    window = window_ending_now(catalogue, indicator, rule.window, now)
    for force, area in places(catalogue, rule, london_day(now)):
        place = SeriesKey(indicator.id, force, area)
        if isinstance(rule, ThresholdRule):
            yield _threshold(catalogue, rule, indicator, place, window, sums)
        else:
            assert isinstance(indicator, DisparityIndicator)
            yield from _disparity(catalogue, rule, indicator, place, window, sums)


def _threshold(
    catalogue: Catalogue,
    rule: ThresholdRule,
    indicator: Indicator,
    place: SeriesKey,
    window: BucketRange,
    sums: Sums,
) -> Observation:
    series = replace(place, by=rule.by)
    residents = residents_of(catalogue, series.force, series.area, series.by)
    found = figure(indicator, sums.total(series, window), residents)
    watch = RuleSeries(rule.id, series.force, series.area, series.by)
    return observation_of(
        rule, watch, window, found, _sample(indicator, found), is_count(indicator)
    )


def _disparity(
    catalogue: Catalogue,
    rule: DisparityRule,
    indicator: DisparityIndicator,
    place: SeriesKey,
    window: BucketRange,
    sums: Sums,
) -> Iterator[Observation]:
    known = catalogue.residents_of(place.force, place.area, rule.basis)
    residents = known.groups.get(indicator.group, {}) if known else {}
    unknown = catalogue.dimensions[indicator.group].not_stated
    totals = {
        group: sums.total(replace(place, by=f"{indicator.group}={group}"), window)
        for group in (*residents, *unknown)
    }
    figures = disparities(indicator, totals, residents)
    reference, unsaid = figures.get(indicator.reference), not_stated(totals, unknown)
    for group in rule.groups:
        found = figures.get(group, NOTHING)
        sample = found.numerator + (reference.numerator if reference else 0)
        watch = RuleSeries(rule.id, place.force, place.area, f"{indicator.group}={group}")
        reading = observation_of(rule, watch, window, found, sample)
        yield replace(reading, reference=reference, unsaid=unsaid)


def is_count(indicator: Indicator) -> bool:
    """Whether the figure is how many, not what share of how many."""
    return isinstance(indicator, CountIndicator | RateIndicator | StockIndicator)


def _sample(indicator: Indicator, found: Figure) -> int:
    if isinstance(indicator, ProportionIndicator | RatioIndicator):
        return found.denominator or 0
    return found.numerator


def observation_of(
    rule: Rule,
    watch: RuleSeries,
    window: BucketRange,
    found: Figure,
    sample: int,
    counted: bool = False,
) -> Observation:
    """What the rule makes of a figure; ``counted`` says that it is how many, not what share."""
    verdict = judge(rule, found, sample, counted)
    recovered = not verdict.silent and has_recovered(rule, found)
    return Observation(watch, window, found, sample, verdict, recovered)
