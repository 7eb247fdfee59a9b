"""The rules that ship with the service: each feed is watched, and nobody has to define it."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from oversight_alerts.projection.reconciliations import ReconciledHours
from oversight_alerts.rules.builtin import feed, unaccounted_events
from oversight_alerts.rules.feeds.troubles import FeedState
from oversight_alerts.rules.observation import Observation
from oversight_contracts.definitions.models.rules import BuiltinRule
from oversight_contracts.facts.arrivals import FEED_PACE
from oversight_contracts.facts.reconciliation import UNACCOUNTED

RULES: tuple[BuiltinRule, ...] = (unaccounted_events.RULE, feed.RULE)
# Of the indicators that they name, which no file defines.
UNITS: Mapping[str, str] = {UNACCOUNTED: "events", FEED_PACE: "% of usual"}


def observe_builtin(
    hours: ReconciledHours, feeds: Iterable[FeedState], now: datetime
) -> Iterator[tuple[BuiltinRule, Observation]]:
    """The observations of each built-in rule for every source."""
    for observation in unaccounted_events.observe_unaccounted_events(hours, now):
        yield unaccounted_events.RULE, observation
    for observation in feed.observe_feeds(feeds, now):
        yield feed.RULE, observation
