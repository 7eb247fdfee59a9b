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
    """What it tells of: ``arrivals at incidents``; ``all that it sends`` of a whole feed."""
    if not feed.kind:
        return "all that it sends"
    things = NAMES.get(feed.kind, f"records of kind {feed.kind}")
    return _STAGES.get(feed.stage, "{}").format(things)


def trouble_in_words(trouble: FeedTrouble) -> str:
    """``arrivals at incidents have stopped coming from urn:feed since 14:00 on …``."""
    stopped = "stopped" if not trouble.lull.observed else "all but stopped"
    since = formatting.moment(trouble.since)
    what = told_in_words(trouble.feed) if trouble.feed.kind else "records"
    return f"{what} have {stopped} coming from {trouble.feed.source} since {since}"
