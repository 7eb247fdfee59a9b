"""The values of an e-mail about a feed that has stopped."""

from collections.abc import Mapping

from oversight_alerts.email.context import NotificationContext
from oversight_alerts.rules.builtin.feed import feed_of
from oversight_alerts.rules.feeds.pace import GRACE_HOURS, LEAST_WEEKS, SHARE, WEEKS
from oversight_alerts.rules.feeds.wording import told_in_words
from oversight_contracts.definitions.catalogue import Catalogue


def values_of(catalogue: Catalogue, context: NotificationContext) -> Mapping[str, object]:
    """The values that the templates print."""
    feed = feed_of(context.observation.series)
    force = catalogue.forces.get(feed.force)
    return {
        "source": feed.source,
        "force": force.title if force else feed.force or "All forces",
        "told": told_in_words(feed),
        "share": SHARE,
        "weeks": WEEKS,
        "least_weeks": LEAST_WEEKS,
        "grace": int(GRACE_HOURS),
    }
