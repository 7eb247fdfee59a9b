"""Feeds in words."""

from oversight_alerts.projection.arrivals import Feed
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
