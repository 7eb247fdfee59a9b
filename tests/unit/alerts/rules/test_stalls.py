"""What a feed did not send while it had stalled, and may never send, is no miss."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from tests.unit.alerts.builders import GENERATION, numbered, shipped, totals
from tests.unit.alerts.rules.test_observe import response, usual

from oversight_alerts.episodes.pipeline import Decision, RecordedState, evaluate
from oversight_alerts.projection.arrivals import Feed
from oversight_alerts.rules.feeds.inhibition import SilentFeeds
from oversight_alerts.rules.feeds.stalls import FeedStall
from oversight_alerts.rules.verdict import Verdict
from oversight_contracts.facts.facts import TotalFact

FORCE, RULE = "west-midlands", "priority-2-response"
STALLED = date(2026, 7, 13)
ARRIVALS = Feed("urn:feed", FORCE, "incident", "arrived")
# From 10:00 to 16:00 in London.
STALL = FeedStall(
    ARRIVALS, datetime(2026, 7, 13, 9, tzinfo=UTC), datetime(2026, 7, 13, 15, tzinfo=UTC)
)
NEXT_DAY = datetime(2026, 7, 14, 9, tzinfo=UTC)


def _decided(
    day: Sequence[TotalFact], *stalls: FeedStall, now: datetime = NEXT_DAY, later: int = 0
) -> Decision:
    before = usual(STALLED - timedelta(days=1))
    after = [each for n in range(later) for each in response(STALLED + timedelta(n + 1), 78, 100)]
    held = totals(*before, *day, *after)
    recorded, silent = RecordedState({}, ()), SilentFeeds((), (), stalls)
    moment = (recorded, GENERATION, now, numbered(), silent)
    found = evaluate(shipped(), held, *moment)
    wanted = (RULE, FORCE)
    return next(d for d in found if (d.rule.id, d.observation.series.force) == wanted)


LOST = response(STALLED, 50, 60, 40)


def test_what_never_came_is_not_judged_as_missed_and_says_which_feed_and_hours() -> None:
    assert _decided(LOST).transition == "opened"
    decision = _decided(LOST, STALL)
    assert (decision.observation.verdict, decision.transition) == (Verdict.RECORDS_MISSING, None)
    assert decision.observation.why_silent == (
        "40 of 100 of 13 July 2026 have not come since: arrivals at incidents did not come from "
        "urn:feed from 10:00 on Monday 13 July 2026 to 16:00 on Monday 13 July 2026"
    )


def test_it_is_judged_once_the_updates_come() -> None:
    assert _decided(response(STALLED, 78, 99, 1), STALL).observation.verdict is Verdict.WITHIN_LIMIT
    # Late or not: what came says that it was bad.
    assert _decided(response(STALLED, 40, 100), STALL).transition == "opened"


def test_other_feeds_and_other_days_excuse_nothing() -> None:
    for feed in (
        ARRIVALS._replace(kind="crime", stage=""),
        ARRIVALS._replace(force="staffordshire"),
        ARRIVALS._replace(stage="closed"),
    ):
        assert _decided(LOST, FeedStall(feed, STALL.since, STALL.until)).transition == "opened"
    week = timedelta(days=7)
    earlier = FeedStall(ARRIVALS, STALL.since - week, STALL.until - week)
    assert _decided(LOST, earlier).transition == "opened"


def test_a_whole_source_that_had_stopped_excuses_what_it_tells_of() -> None:
    for feed in (Feed("urn:feed", FORCE), Feed("urn:feed"), ARRIVALS._replace(stage="")):
        decision = _decided(LOST, FeedStall(feed, STALL.since, STALL.until))
        assert decision.observation.verdict is Verdict.RECORDS_MISSING


def test_the_days_after_it_are_judged() -> None:
    decision = _decided(LOST, STALL, now=NEXT_DAY + timedelta(days=1), later=1)
    assert decision.observation.verdict is Verdict.WITHIN_LIMIT
