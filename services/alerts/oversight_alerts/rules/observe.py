"""Observes the totals as they stand by each rule: pure, and no arithmetic of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from oversight_alerts.projection.silent_hours import silent_hours, silent_in_words
from oversight_alerts.rules.kind import Area, Totals
from oversight_alerts.rules.kinds import RULE_KINDS
from oversight_alerts.rules.observation import Observation
from oversight_alerts.rules.series import places
from oversight_contracts.coverage import Telling, missing_in_words, telling_of
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reference import WHOLE_FORCE
from oversight_contracts.definitions.models.rules import Rule
from oversight_contracts.measures.indicator import Indicator
from oversight_contracts.recorded_fields import NO_AREAS, NOT_RECORDED, unrecorded_days
from oversight_contracts.windows import BucketRange, days_of, whole_days, window_ending_now
from oversight_measures.coverage import coverage_of
from oversight_measures.periods.period import london_day
from oversight_measures.periods.stretches import Stretches, common, joined, without


def observe(
    catalogue: Catalogue, rule: Rule, totals: Totals, now: datetime
) -> Iterator[Observation]:
    """The rule's observations in every area it looks at, over its window that ends now."""
    indicator = catalogue.indicators[rule.indicator]
    window = window_ending_now(catalogue, indicator, rule.window, now)
    telling = telling_of(catalogue, indicator)
    known: dict[str, _WindowRecords] = {}
    for force, area in places(catalogue, rule, london_day(now)):
        if force not in known:
            known[force] = _records(rule, indicator, telling, force, window, totals, now)
        where = Area(catalogue, indicator, force, area, window, totals)
        for observation in RULE_KINDS[rule.kind].observe(rule, where):
            yield known[force].judged(observation)


@dataclass(frozen=True)
class _WindowRecords:
    """The days of a window that lack records, or whose records do not say what is counted."""

    window: BucketRange
    missing: Stretches
    silent: tuple[BucketRange, ...]
    unrecorded: Stretches
    names_areas: bool

    def judged(self, observation: Observation) -> Observation:
        """The observation, or that it is none: a count of the others would look too low."""
        if not without((days_of(self.window),), self.unrecorded):
            return observation.not_recorded(NOT_RECORDED)
        if not self.names_areas and observation.series.area != WHOLE_FORCE:
            return observation.not_recorded(NO_AREAS)
        words = missing_in_words(self.missing, self.unrecorded) or silent_in_words(self.silent)
        return observation.lacking(self.missing, words)


def _records(
    rule: Rule,
    indicator: Indicator,
    telling: list[Telling],
    force: str,
    window: BucketRange,
    totals: Totals,
    now: datetime,
) -> _WindowRecords:
    stated = {each.kind: totals.stated_fields(force, each.kind) for each in telling}
    unrecorded = unrecorded_days(indicator, stated)
    missing, silent = common((days_of(window),), unrecorded), tuple[BucketRange, ...]()
    days, today = whole_days(window, now), london_day(now)
    if days is not None:
        records = [totals.record_days(each, force) for each in telling]
        missing = joined((*missing, *coverage_of(records, today).missing(days, today)))
    elif indicator.grain == "hour":
        hours = (totals.record_hours(each, force) for each in telling)
        silent = tuple(run for each in hours for run in silent_hours(each, window, now))
    named = rule.areas == (WHOLE_FORCE,) or totals.names_areas(indicator.id, force, window)
    return _WindowRecords(window, missing, silent, unrecorded, named)
