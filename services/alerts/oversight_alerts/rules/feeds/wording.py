"""Feeds in words."""

from oversight_alerts.projection.arrivals import Feed
from oversight_alerts.rules import formatting
from oversight_alerts.rules.feeds.troubles import FeedTrouble
from oversight_contracts.definitions.explain.wording import NAMES

_STAGES = {
    "created": "new {}",
    "updated": "changes of {}",
    "dispatched": "dispatches to {}",
    "arrived": "arrivals at {}",
    "closed": "closures of {}",
    "logged": "new {}",
    "finalised": "endings of {}",
    "recorded": "new {}",
    "outcome": "outcomes of {}",
}


def told_in_words(feed: Feed) -> str:
    """What it tells of: ``arrivals at incidents``; of a whole feed ``events``, of whatever kind."""
    if not feed.kind:
        return "events"
    things = NAMES.get(feed.kind, f"records of kind {feed.kind}")
    return _STAGES.get(feed.stage, "events about {}").format(things)


def trouble_in_words(trouble: FeedTrouble, *, doubted: bool = False) -> str:
    """``arrivals at incidents have stopped coming from urn:feed since 14:00 on …``."""
    may = "may have" if doubted else "have"
    stopped = "stopped" if not trouble.lull.observed else "all but stopped"
    told, source = told_in_words(trouble.feed), trouble.feed.source
    return f"{told} {may} {stopped} coming from {source} since {formatting.moment(trouble.since)}"
