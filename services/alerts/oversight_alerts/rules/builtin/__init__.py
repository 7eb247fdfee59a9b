"""The rules that ship with the service: each feed is watched, and nobody has to define it."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from oversight_alerts.projection.reconciliations import ReconciledHours
from oversight_alerts.rules.builtin import silent_feed, unaccounted_events
from oversight_alerts.rules.observation import Observation
from oversight_contracts.definitions.models.rules import ThresholdRule
from oversight_contracts.facts.reconciliation import QUIET_DAYS, QUIET_HOURS, UNACCOUNTED

RULES: tuple[ThresholdRule, ...] = (unaccounted_events.RULE, *silent_feed.RULES)
# Of the indicators that they name, which no file defines.
UNITS: Mapping[str, str] = {UNACCOUNTED: "events", QUIET_HOURS: "hours", QUIET_DAYS: "days"}


def observe_builtin(
    hours: ReconciledHours, now: datetime
) -> Iterator[tuple[ThresholdRule, Observation]]:
    """The observations of each built-in rule for every source."""
    for observation in unaccounted_events.observe_unaccounted_events(hours, now):
        yield unaccounted_events.RULE, observation
    yield from silent_feed.observe_silent_feeds(hours, now)
