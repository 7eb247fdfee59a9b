"""Observes the totals as they stand by each rule: pure, and no arithmetic of its own."""

from collections.abc import Iterator
from datetime import datetime

from oversight_alerts.rules.kind import Area, Totals
from oversight_alerts.rules.kinds import RULE_KINDS
from oversight_alerts.rules.observation import Observation
from oversight_alerts.rules.series import places
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.rules import Rule
from oversight_contracts.windows import window_ending_now
from oversight_measures.periods.period import london_day


def observe(
    catalogue: Catalogue, rule: Rule, totals: Totals, now: datetime
) -> Iterator[Observation]:
    """The rule's observations in every area it looks at, over its window that ends now."""
    indicator = catalogue.indicators[rule.indicator]
    window = window_ending_now(catalogue, indicator, rule.window, now)
    for force, area in places(catalogue, rule, london_day(now)):
        where = Area(catalogue, indicator, force, area, window, totals)
        yield from RULE_KINDS[rule.kind].observe(rule, where)
