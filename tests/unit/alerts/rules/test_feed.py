"""When a feed that has stopped is worth an e-mail, of what, and when that is over."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from tests.unit.alerts.builders import GENERATION, arrived, heard, numbered
from tests.unit.alerts.emails import email_of

from oversight_alerts.episodes.lifecycle import AlertState
from oversight_alerts.episodes.pipeline import Decision, RecordedState, evaluate_hours
from oversight_alerts.projection.arrivals import RETENTION, ArrivedHours
from oversight_alerts.projection.reconciliations import ReconciledHours
from oversight_alerts.rules.builtin.feed import RULE
from oversight_alerts.rules.feeds.troubles import feeds_of, look_at
from oversight_alerts.rules.series import RuleSeries
from oversight_alerts.rules.verdict import Verdict
from oversight_contracts.facts.arrivals import Arrivals
from oversight_contracts.time_buckets import bucket_of_hour
from oversight_measures.periods.period import DAY

HOUR, WEEK = timedelta(hours=1), timedelta(days=7)
# A Monday; the hour from 08:00 to 09:00 UTC is the last in which all is well.
MONDAY = datetime(2026, 7, 13, 9, tzinfo=UTC)
USUAL = {"created": 40, "dispatched": 30, "arrived": 25, "closed": 40, "crime_recorded": 10}
INCIDENTS = ("created", "dispatched", "arrived", "closed")
FEED = "source=urn:feed"


def hours(since: datetime, until: datetime, **stages: int) -> Iterator[Arrivals]:
    """As much of each stage in every hour."""
    while since < until:
        yield arrived(since, "urn:feed", since + HOUR, **stages)
        since += HOUR


def without(*stages: str) -> dict[str, int]:
    return {name: events for name, events in USUAL.items() if name not in stages}


class Office:
    """Looks at the hours as time goes by, and remembers what came of it."""

    def __init__(self, facts: Iterable[Arrivals]) -> None:
        self.arrived, self.reconciled = ArrivedHours(), ReconciledHours()
        self.states: dict[RuleSeries, AlertState] = {}
        self._new_id = numbered()
        self.arrived.put(facts)

    def look(self, now: datetime) -> list[Decision]:
        self.arrived.prune(bucket_of_hour(now - RETENTION))
        state = RecordedState(self.states, (), GENERATION)
        feeds = feeds_of(self.arrived, self.reconciled)
        feeds_now = look_at(feeds, now)
        looked_at = evaluate_hours(self.reconciled, feeds_now, state, GENERATION, now, self._new_id)
        decisions = [each for each in looked_at if each.rule is RULE]
        for decision in decisions:
            episode = decision.step.state.episode
            over = episode is not None and episode.state == "resolved"
            self.states[decision.observation.series] = AlertState() if over else decision.step.state
        return decisions

    def mails(self, now: datetime) -> list[tuple[str, str]]:
        """The series and the transition of each e-mail."""
        return [
            (each.observation.series.by, each.notified) for each in self.look(now) if each.notified
        ]

    def live(self, facts: Iterable[Arrivals]) -> list[tuple[str, str]]:
        """Take in hour after hour; answers the e-mails."""
        found = []
        for fact in facts:
            self.arrived.put([fact])
            found += self.mails(fact.at)
        return found

    def content(self, now: datetime) -> tuple[str, str]:
        (decision,) = [each for each in self.look(now) if each.notified]
        written = email_of(decision, now)
        return written.subject, " ".join(written.text.split())


def office(until: datetime = MONDAY) -> Office:
    return Office(hours(until - 6 * WEEK, until, **USUAL))


def test_a_source_that_stops_is_told_of_once_and_its_return_too() -> None:
    at = office()
    assert [mail for n in range(3) for mail in at.mails(MONDAY + n * HOUR)] == []
    opened = [mail for n in range(3, 20) for mail in at.mails(MONDAY + n * HOUR)]
    assert opened == [(FEED, "opened")]
    back = hours(MONDAY + 20 * HOUR, MONDAY + 24 * HOUR, **USUAL)
    assert at.live(back) == [(FEED, "resolved")]


def test_incidents_stop_while_crimes_go_on() -> None:
    at = office()
    stopped = hours(MONDAY, MONDAY + 30 * HOUR, **without(*INCIDENTS))
    assert at.live(stopped) == [(f"kind=incident,{FEED}", "opened")]
    back = hours(MONDAY + 30 * HOUR, MONDAY + 40 * HOUR, **USUAL)
    assert at.live(back) == [(f"kind=incident,{FEED}", "resolved")]


def test_incidents_go_on_and_nobody_arrives() -> None:
    at = office()
    stalled = hours(MONDAY, MONDAY + 30 * HOUR, **without("arrived"))
    arrivals = f"kind=incident,{FEED},stage=arrived"
    assert at.live(stalled) == [(arrivals, "opened")]
    assert at.live(hours(MONDAY + 30 * HOUR, MONDAY + 40 * HOUR, **USUAL)) == [
        (arrivals, "resolved")
    ]


def test_a_tenth_of_what_is_usual_is_a_stop_too() -> None:
    few = {**USUAL, "arrived": 2}
    assert office().live(hours(MONDAY, MONDAY + 30 * HOUR, **few)) == [
        (f"kind=incident,{FEED},stage=arrived", "opened")
    ]


def test_what_stops_wider_later_is_not_told_as_over() -> None:
    at = office()
    at.live(hours(MONDAY, MONDAY + 10 * HOUR, **without("arrived")))
    later = MONDAY + 10 * HOUR
    assert at.live(hours(later, later + 20 * HOUR, **without(*INCIDENTS))) == [
        (f"kind=incident,{FEED}", "opened")
    ]
    looked = {each.observation.series.by: each.observation for each in at.look(later + 20 * HOUR)}
    assert looked[f"kind=incident,{FEED},stage=arrived"].verdict is Verdict.FEED_SILENT


def test_each_source_is_judged_by_itself() -> None:
    at = office()
    at.arrived.put(
        arrived(MONDAY - 6 * WEEK + n * HOUR, "urn:other", created=9) for n in range(6 * 168 + 9)
    )
    assert at.mails(MONDAY + 9 * HOUR) == [(FEED, "opened")]


def test_a_source_of_several_forces_is_told_of_as_a_whole() -> None:
    at = office()
    kent = [
        fact.model_copy(
            update={
                "counts": (*fact.counts, fact.counts[0].model_copy(update={"force": "kent"})),
                "at": fact.at + HOUR,
            }
        )
        for fact in hours(MONDAY - 6 * WEEK, MONDAY, **USUAL)
    ]
    at.arrived.put(kent)
    (mailed,) = [each for each in at.look(MONDAY + 9 * HOUR) if each.notified]
    assert mailed.observation.series == RuleSeries("feed-stopped", "", "", FEED)


def test_what_was_reconciled_tells_of_a_source_that_is_not_known_by_its_parts_yet() -> None:
    at = Office([arrived(MONDAY - HOUR, created=100)])
    at.reconciled.put(heard(MONDAY - n * HOUR) for n in range(1, 3 * 168))
    assert at.mails(MONDAY + 2 * HOUR) == []
    assert at.mails(MONDAY + 5 * HOUR) == [(FEED, "opened")]


def test_what_names_no_source_is_no_feed() -> None:
    at = Office([])
    at.reconciled.put(heard(MONDAY - n * HOUR, "") for n in range(1, 3 * 168))
    assert at.look(MONDAY + WEEK) == []


def test_a_feed_that_is_forgotten_is_no_longer_looked_at() -> None:
    at = office()
    assert at.mails(MONDAY + 30 * DAY) == [(FEED, "opened")]
    assert at.look(MONDAY + RETENTION + DAY) == []


def test_the_email_says_of_which_feed_what_since_when_and_what_is_usual() -> None:
    at = office()
    at.arrived.put(hours(MONDAY, MONDAY + 6 * HOUR, **without("arrived")))
    subject, text = at.content(MONDAY + 6 * HOUR)
    assert subject == "[Oversight] Critical: Feed stopped, urn:feed"
    # London is an hour ahead of UTC in July.
    assert "No arrivals at incidents came from urn:feed since 10:00 on Monday 13 July 2026" in text
    assert "at least 100 are usual by now" in text
    assert "silence does not mean well" in text
    at.arrived.put(hours(MONDAY + 6 * HOUR, MONDAY + 8 * HOUR, **USUAL))
    _, text = at.content(MONDAY + 8 * HOUR)
    assert "Arrivals at incidents come from urn:feed again. It lasted 2 hours." in text


def test_the_email_of_a_whole_feed_says_so() -> None:
    _, text = office().content(MONDAY + 6 * HOUR)
    assert "Events from urn:feed, West Midlands Police" in text
    assert "No events came from urn:feed since 10:00" in text
