"""The stalls of feeds that were told of and are over."""

from oversight_alerts.repository import Connection
from oversight_alerts.repository.episodes import series_of
from oversight_alerts.rules.builtin.feed import RULE, feed_of
from oversight_alerts.rules.feeds.stalls import FeedStall
from oversight_contracts.time_buckets import start_of_hour


async def load_stalls(connection: Connection) -> list[FeedStall]:
    """Every stall that is over, since when it lasted as its opening told it, the oldest first."""
    rows = await connection.fetch(
        """SELECT rule, force, area, breakdown, resolved_at,
               transitions.fact ->> 'window_from' AS since
           FROM episodes JOIN transitions ON transitions.episode = id AND transitions.revision = 1
           WHERE rule = $1 AND state = 'resolved' ORDER BY resolved_at, id""",
        RULE.id,
    )
    return [
        FeedStall(feed_of(series_of(row)), start_of_hour(row["since"]), row["resolved_at"])
        for row in rows
    ]
