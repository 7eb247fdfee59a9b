"""Observes the totals as they stand by each rule: pure, and no arithmetic of its own."""

from collections.abc import Iterator
from datetime import datetime

from oversight_alerts.rules.kind import Area, Totals
from oversight_alerts.rules.kinds import RULE_KINDS
from oversight_alerts.rules.observation import Observation
from oversight_alerts.rules.series import places
from oversight_contracts.coverage import telling_of
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.rules import Rule
from oversight_contracts.measures.indicator import Indicator
from oversight_contracts.windows import BucketRange, whole_days, window_ending_now
from oversight_measures.coverage import coverage_of
from oversight_measures.periods.period import london_day
from oversight_measures.periods.stretches import Stretches


def observe(
    catalogue: Catalogue, rule: Rule, totals: Totals, now: datetime
) -> Iterator[Observation]:
    """The rule's observations in every area it looks at, over its window that ends now."""
    indicator = catalogue.indicators[rule.indicator]
    window = window_ending_now(catalogue, indicator, rule.window, now)
    known: dict[str, Stretches] = {}
    for force, area in places(catalogue, rule, london_day(now)):
        if force not in known:
            known[force] = _missing(catalogue, indicator, force, window, totals, now)
        where = Area(catalogue, indicator, force, area, window, totals)
        for observation in RULE_KINDS[rule.kind].observe(rule, where):
            yield observation.lacking(known[force])


def _missing(
    catalogue: Catalogue,
    indicator: Indicator,
    force: str,
    window: BucketRange,
    totals: Totals,
    now: datetime,
) -> Stretches:
    """The days of a window whose records are missing: a count of the others would look too low."""
    days = whole_days(window, now)
    if days is None:
        return ()
    records = [totals.record_days(each, force) for each in telling_of(catalogue, indicator)]
    today = london_day(now)
    return coverage_of(records, today).missing(days, today)
