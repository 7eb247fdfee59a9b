"""When a feed that is not heard of is worth an e-mail, and when that is over."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.alerts.builders import GENERATION, heard, numbered
from tests.unit.alerts.emails import email_of

from oversight_alerts.episodes.lifecycle import AlertState
from oversight_alerts.episodes.pipeline import Decision, RecordedState, evaluate_hours
from oversight_alerts.projection.reconciliations import RETENTION, ReconciledHours
from oversight_alerts.rules.builtin.silent_feed import RULES, observe_silent_feeds
from oversight_alerts.rules.series import RuleSeries
from oversight_alerts.rules.verdict import Verdict
from oversight_contracts.time_buckets import bucket_of_hour
from oversight_measures.periods.period import DAY

HOUR, WEEK = timedelta(hours=1), timedelta(days=7)
# A Monday; the hour from 08:00 to 09:00 is the last of which anything is known.
MONDAY = datetime(2026, 7, 13, 9, tzinfo=UTC)
HOURS_RULE, DAYS_RULE = "feed-quiet-for-hours", "feed-quiet-for-days"


def every_hour(since: datetime, until: datetime) -> Iterator[datetime]:
    while since < until:
        yield since
        since += HOUR


def office_hours(since: datetime, until: datetime) -> Iterator[datetime]:
    """From 9 to 5, Mondays to Fridays."""
    return (at for at in every_hour(since, until) if at.weekday() < 5 and 9 <= at.hour < 17)


class Office:
    """Looks at the hours as time goes by, and remembers what came of it."""

    def __init__(self, starts: Iterable[datetime], source: str = "urn:feed") -> None:
        self.hours, self.source = ReconciledHours(), source
        self.states: dict[RuleSeries, AlertState] = {}
        self._new_id = numbered()
        self.hear(*starts)

    def hear(self, *starts: datetime) -> None:
        self.hours.put(heard(start, self.source) for start in starts)

    def look(self, now: datetime) -> list[Decision]:
        self.hours.prune(bucket_of_hour(now - RETENTION))
        state = RecordedState(self.states, (), GENERATION)
        looked_at = evaluate_hours(self.hours, state, GENERATION, now, self._new_id)
        decisions = [each for each in looked_at if each.rule in RULES]
        for decision in decisions:
            episode = decision.step.state.episode
            over = episode is not None and episode.state == "resolved"
            self.states[decision.observation.series] = AlertState() if over else decision.step.state
        return decisions

    def mails(self, now: datetime) -> list[tuple[str, str]]:
        """The rule and the transition of each e-mail."""
        return [(each.rule.id, each.notified) for each in self.look(now) if each.notified]

    def content(self, now: datetime) -> tuple[str, str]:
        (decision,) = [each for each in self.look(now) if each.notified]
        written = email_of(decision, now)
        return written.subject, " ".join(written.text.split())


def test_a_feed_that_sends_round_the_clock_is_missed_after_three_hours() -> None:
    office = Office(every_hour(MONDAY - WEEK, MONDAY))
    # What has come since is known of an hour and some minutes later.
    assert office.mails(MONDAY + timedelta(hours=2, minutes=59)) == []
    assert office.mails(MONDAY + timedelta(hours=3)) == [(HOURS_RULE, "opened")]
    assert office.mails(MONDAY + timedelta(hours=9)) == []
    office.hear(MONDAY + timedelta(hours=9))
    assert office.mails(MONDAY + timedelta(hours=10)) == [(HOURS_RULE, "resolved")]


def test_a_feed_that_stays_away_for_days_is_told_of_once_more() -> None:
    office = Office(every_hour(MONDAY - 2 * WEEK, MONDAY))
    found = [mail for n in range(15 * 24) for mail in office.mails(MONDAY + n * HOUR)]
    assert found == [(HOURS_RULE, "opened"), (DAYS_RULE, "opened")]
    office.hear(MONDAY + timedelta(days=15))
    assert sorted(office.mails(MONDAY + timedelta(days=15, hours=2))) == [
        (DAYS_RULE, "resolved"),
        (HOURS_RULE, "resolved"),
    ]


def test_a_feed_that_was_away_for_two_days_is_missed_again_at_once() -> None:
    back = MONDAY + timedelta(days=2)
    office = Office([*every_hour(MONDAY - 2 * WEEK, MONDAY), *every_hour(back, back + 3 * HOUR)])
    assert office.mails(back + timedelta(hours=6)) == [(HOURS_RULE, "opened")]


def test_nights_weekends_and_easter_mail_nobody() -> None:
    thursday = datetime(2026, 4, 2, 17, tzinfo=UTC)
    tuesday = datetime(2026, 4, 7, 9, tzinfo=UTC)
    office = Office(office_hours(thursday - 2 * WEEK, thursday))
    while_closed = every_hour(thursday, tuesday + 2 * HOUR)
    assert [mail for now in while_closed for mail in office.mails(now)] == []


def test_a_feed_that_sends_on_most_days_is_missed_after_six() -> None:
    friday = datetime(2026, 7, 10, 17, tzinfo=UTC)
    office = Office(office_hours(friday - 2 * WEEK, friday))
    assert office.mails(friday + timedelta(days=5, hours=23)) == []
    assert office.mails(friday + timedelta(days=6)) == [(DAYS_RULE, "opened")]
    assert office.mails(friday + timedelta(days=9)) == []


def test_nobody_waits_for_a_load_to_come_again() -> None:
    office = Office(every_hour(MONDAY - timedelta(hours=50), MONDAY))
    assert [mail for n in range(21) for mail in office.mails(MONDAY + n * DAY)] == []


def test_what_names_no_source_is_no_feed() -> None:
    assert Office(every_hour(MONDAY - WEEK, MONDAY), source="").look(MONDAY + WEEK) == []


def test_an_hour_that_was_found_empty_is_not_heard_of() -> None:
    office = Office(every_hour(MONDAY - WEEK, MONDAY))
    empty = heard(MONDAY).model_copy(update={"events": 0, "counted": 0})
    office.hours.put([empty])
    assert office.mails(MONDAY + timedelta(hours=3)) == [(HOURS_RULE, "opened")]


def test_each_feed_is_judged_by_itself() -> None:
    office = Office(every_hour(MONDAY - WEEK, MONDAY))
    office.hours.put(heard(at, "urn:other") for at in every_hour(MONDAY - WEEK, MONDAY + 4 * HOUR))
    (mailed,) = [each for each in office.look(MONDAY + 4 * HOUR) if each.notified]
    assert mailed.observation.series == RuleSeries(HOURS_RULE, "", "", "source=urn:feed")


def test_the_email_says_since_when_of_which_feed_and_whom_to_ask() -> None:
    office = Office(every_hour(MONDAY - WEEK, MONDAY))
    subject, text = office.content(MONDAY + timedelta(hours=3, minutes=20))
    assert subject == "[Oversight] Critical: Feed quiet for hours, urn:feed"
    # London is an hour ahead of UTC in July.
    assert "No event of it that arrived after 10:00 on Monday 13 July 2026 has been counted" in text
    assert "heard of in 168 of 168 hours" in text
    assert "opens after 3 hours without an event" in text
    assert "silence does not mean well" in text
    office.hear(MONDAY + timedelta(hours=4))
    subject, text = office.content(MONDAY + timedelta(hours=5, minutes=20))
    assert subject == "[Oversight] Critical: Feed quiet for hours, urn:feed"
    assert "up to 15:00 on Monday 13 July 2026 have been counted. It lasted 2 hours." in text


def test_the_email_on_days_speaks_of_days() -> None:
    friday = datetime(2026, 7, 10, 17, tzinfo=UTC)
    subject, text = Office(office_hours(friday - WEEK, friday)).content(friday + 6 * DAY)
    assert subject == "[Oversight] Warning: Feed quiet for days, urn:feed"
    assert "heard of in 5 of 7 days" in text
    assert "opens after 6 days without an event" in text


@pytest.mark.parametrize("length", [timedelta(days=7), timedelta(days=14)])
def test_no_more_than_a_week_is_ever_known(length: timedelta) -> None:
    office = Office(every_hour(MONDAY - length, MONDAY))
    samples = {decision.rule.id: decision.observation.sample for decision in office.look(MONDAY)}
    assert samples == {HOURS_RULE: 168, DAYS_RULE: 7}


@given(st.sets(st.integers(0, 30 * 24), min_size=1), st.integers(0, 2))
def test_what_was_heard_of_lately_is_never_missed(ages: set[int], since: int) -> None:
    hours, newest = ReconciledHours(), min(ages)
    hours.put(heard(MONDAY - (age - newest + 1) * HOUR) for age in ages)
    observations = [
        observation for _, observation in observe_silent_feeds(hours, MONDAY + since * HOUR)
    ]
    assert {each.verdict for each in observations} == {Verdict.WITHIN_LIMIT}
    assert all(each.recovered for each in observations)
