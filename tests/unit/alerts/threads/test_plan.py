"""What of a thread is told of now, what is kept back, and when it is over."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from tests.unit.alerts.builders import NOW, SERIES, member, shipped, thread

from oversight_alerts.episodes.skip_reason import SkipReason
from oversight_alerts.rules import builtin
from oversight_alerts.rules.series import RuleSeries
from oversight_alerts.threads.key import ThreadKey, thread_key
from oversight_alerts.threads.limits import Limits, room_from
from oversight_alerts.threads.plan import ThreadPlan, plan_threads
from oversight_alerts.threads.thread import EmailKind, Member, Thread, ThreadEmail

LIMITS = Limits()
HOUR = timedelta(hours=1)


def sent(*ago: float, kind: EmailKind = "news") -> list[ThreadEmail]:
    """E-mails delivered so many hours ago, the oldest first."""
    return [
        ThreadEmail(n, n, kind, "delivered", True, f"<{n}>", NOW - h * HOUR, NOW - h * HOUR)
        for n, h in enumerate(ago, 1)
    ]


def queued(*, frozen: bool = False) -> ThreadEmail:
    return ThreadEmail(9, 9, "news", "queued", frozen, "<9>", NOW - HOUR)


def plan(
    one: Thread, ends: Sequence[datetime | None] = (), now: datetime = NOW, **silent: bool
) -> ThreadPlan:
    silenced = {each.episode.series for each in one.members} if silent.get("silenced") else set()
    (only,) = plan_threads([one], ends, silenced, LIMITS, now)
    return only


def said(found: ThreadPlan) -> list[tuple[str, str]]:
    return [(each.member.episode.id, each.word) for each in found.news]


def test_one_email_lists_what_opened_together_and_what_lasts() -> None:
    found = plan(
        thread(
            member("e1", told=True),
            member("e2", "opened", area="birmingham"),
            member("e3", "opened"),
            member("e4", "opened", severity="critical", area="dudley"),
        )
    )
    assert said(found) == [("e4", "new"), ("e3", "new"), ("e2", "new"), ("e1", "still")]


def test_what_gets_worse_and_what_ends_is_told_beside_each_other() -> None:
    found = plan(
        thread(
            member("e1", "resolved", told=True, state="resolved"),
            member("e2", "worsened", told=True),
        )
    )
    assert said(found) == [("e2", "worse"), ("e1", "over")]


@pytest.mark.parametrize(
    ("joins", "days", "held"),
    [
        (member("e2", "opened"), 6.9, SkipReason.FOLLOW_UP),
        (member("e2", "opened"), 7.1, None),
        (member("e2", "opened", severity="critical"), 2, None),
        (member("e2", "worsened", told=True), 2, None),
    ],
)
def test_what_joins_a_thread_that_goes_on_is_told_with_the_follow_up_of_the_week(
    joins: Member, days: float, held: SkipReason | None
) -> None:
    found = plan(thread(member("e1", told=True), joins, emails=sent(24 * days)))
    assert found.held is held
    assert bool(found.news) == (held is None)


def test_that_a_second_feed_of_a_source_stops_waits_for_nothing() -> None:
    first, second = (
        replace(each, fact=each.fact.model_copy(update={"kind": "feed"}))
        for each in (
            member("e1", told=True, severity="critical"),
            member("e2", "opened", severity="critical"),
        )
    )
    assert said(plan(thread(first, second, emails=sent(20)))) == [("e2", "new"), ("e1", "still")]


def test_feeds_of_a_source_are_a_thread_and_rules_of_one_question_are() -> None:
    rules, feed = shipped().rules, builtin.feed.RULE
    response = [rules["priority-2-response"], rules["priority-2-slower"]]
    assert {thread_key(each, SERIES) for each in response} == {
        ThreadKey("west-midlands", "priority-2-response")
    }
    arrivals = RuleSeries(feed.id, "west-midlands", "force", "kind=incident,source=urn:cad")
    crimes = RuleSeries(feed.id, "west-midlands", "force", "kind=crime,source=urn:crimes")
    assert thread_key(feed, arrivals) == ThreadKey("urn:cad", "feed-stopped")
    assert thread_key(feed, crimes) == ThreadKey("urn:crimes", "feed-stopped")


def test_where_nothing_lasts_what_opens_in_a_thread_is_told_at_once() -> None:
    over = member("e1", told=True, state="resolved")
    assert said(plan(thread(over, member("e2", "opened"), emails=sent(20)))) == [("e2", "new")]


def test_that_one_of_several_is_over_waits_for_other_news_or_the_end_of_all() -> None:
    over = member("e1", "resolved", told=True, state="resolved")
    in_part = plan(thread(over, member("e2", told=True)))
    assert (in_part.news, in_part.held) == ((), SkipReason.OTHERS_LAST)
    both = plan(thread(over, member("e2", "resolved", told=True, state="resolved")))
    assert said(both) == [("e1", "over"), ("e2", "over")]


def test_what_lasts_is_no_news() -> None:
    assert plan(thread(member(told=True))).news == ()


def test_what_ended_before_anybody_was_told_needs_no_telling() -> None:
    over = member("e1", "opened", "worsened", "resolved", state="resolved")
    found = plan(thread(over, emails=[queued()]))
    assert found.news == ()
    assert found.voids
    assert set(found.settled.values()) == {SkipReason.ALREADY_OVER}
    assert len(found.settled) == 3


def test_what_was_taken_on_before_anybody_was_told_needs_no_telling() -> None:
    found = plan(thread(member("e1", "opened", state="acknowledged")))
    assert (found.news, set(found.settled.values())) == ((), {SkipReason.ACKNOWLEDGED})


def test_a_third_email_of_a_day_waits_until_the_first_is_a_day_old() -> None:
    critical = member("e2", "opened", severity="critical")
    one = thread(member("e1", told=True), critical, emails=sent(23, 2))
    assert plan(one).held is SkipReason.THREAD_LIMIT
    assert said(plan(one, now=NOW + HOUR)) == [("e2", "new"), ("e1", "still")]


def test_the_last_email_of_a_day_says_until_when() -> None:
    one = thread(member("e1", "worsened", told=True), emails=sent(3))
    assert plan(one).silent_until == NOW + 21 * HOUR
    assert plan(thread(member("e1", "opened"))).silent_until is None


def test_what_gets_worse_again_waits_three_days_unless_it_becomes_critical_or_ends() -> None:
    worse = member("e1", "worsened", told=True)
    one = thread(worse, emails=sent(60, 48))
    assert plan(one).held is SkipReason.FOLLOW_UP
    assert said(plan(one, now=NOW + 24 * HOUR)) == [("e1", "worse")]
    assert plan(thread(worse, emails=sent(48))).quiet_until == NOW + 72 * HOUR
    critical = member("e2", "opened", severity="critical", area="dudley")
    assert plan(thread(member("e1", told=True), critical, emails=sent(60, 48))).news
    over = member("e1", "resolved", told=True, state="resolved")
    assert plan(thread(over, emails=sent(60, 48))).news
    # Readers who were told that it is over have to hear that it is not.
    again = thread(replace(over, pending=()), member("e2", "opened"), emails=sent(60, 48))
    assert plan(again).news


def test_an_email_that_waits_is_written_anew_whatever_the_limits() -> None:
    one = thread(member("e1", "opened"), emails=[*sent(3), queued()])
    found = plan(one, [None] * 8)
    assert (said(found), found.held) == ([("e1", "new")], None)


def test_one_that_the_mail_server_may_have_counts_and_stays() -> None:
    one = thread(member("e1", "worsened", told=True), emails=[*sent(3), queued(frozen=True)])
    found = plan(one)
    assert found.held is SkipReason.THREAD_LIMIT
    assert not found.voids


def test_a_day_has_so_many_emails_but_for_what_critical_begins() -> None:
    ends: list[datetime | None] = [NOW - n * HOUR for n in range(8)]
    assert plan(thread(member("e1", "opened")), ends).held is SkipReason.DAY_LIMIT
    assert plan(thread(member("e1", "opened")), ends[1:]).held is None
    critical = member("e1", "opened", severity="critical")
    assert said(plan(thread(critical), ends)) == [("e1", "new")]


def test_of_what_the_day_leaves_the_critical_goes_first() -> None:
    ends: list[datetime | None] = [NOW] * 7
    first = replace(thread(member("e1", "opened")), id="t1", opened_at=NOW - HOUR)
    severe = member("e2", "worsened", told=True, severity="critical")
    other = replace(thread(severe), id="t2")
    plans = {each.thread.id: each for each in plan_threads([first, other], ends, (), LIMITS, NOW)}
    assert plans["t2"].news
    assert plans["t1"].held is SkipReason.DAY_LIMIT


def test_what_nobody_wants_mail_of_is_not_told_and_not_lost() -> None:
    one = thread(member("e1", "worsened", told=True))
    assert plan(one, silenced=True) == ThreadPlan(one)
    assert plan(one).news


def over(hours: float, *awaits: str) -> Thread:
    ended = member("e1", told=True, state="resolved", ended_at=NOW - hours * HOUR)
    return thread(ended)


def test_a_thread_ends_a_day_after_its_last_episode() -> None:
    assert not plan(over(23.9)).closes
    assert plan(over(24)).closes
    lasting = thread(*over(50).members, member("e2", told=True))
    assert not plan(lasting).closes
    untold = thread(replace(over(30).members[0], pending=member("e1", "resolved").pending))
    assert not plan(untold).closes


def critical(*, told: bool = True, state: str = "open", ago: float = 5) -> Member:
    return member("e1", told=told, severity="critical", state=state, opened_at=NOW - ago * HOUR)  # type: ignore[arg-type]


def test_a_critical_thread_that_nobody_acknowledged_is_told_of_once_more() -> None:
    found = plan(thread(critical(), emails=sent(4)))
    assert (said(found), found.kind) == ([("e1", "still")], "reminder")
    for nothing in (
        thread(critical(), emails=sent(3.9)),
        thread(critical(state="acknowledged"), emails=sent(5)),
        thread(member(told=True, opened_at=NOW - 5 * HOUR), emails=sent(5)),
        thread(critical(), emails=[*sent(30), *sent(2, kind="reminder")]),
    ):
        assert plan(nothing).news == ()


def test_a_reminder_waits_for_the_morning_and_for_the_limit() -> None:
    one = thread(critical(ago=12), emails=sent(12))
    night = NOW.replace(hour=2)
    assert plan(one, now=night + timedelta(days=1)).news == ()
    assert plan(one, now=NOW.replace(hour=7) + timedelta(days=1)).kind == "reminder"
    full = thread(critical(ago=12), emails=sent(12, 5))
    assert plan(full).held is SkipReason.THREAD_LIMIT


def test_where_nothing_is_to_wait_all_is_told_at_once() -> None:
    at_once = Limits(a_thread=9, a_day=9, follow_up=timedelta(0), update_after=timedelta(0))
    for joins in (member("e2", "opened"), member("e2", "worsened", told=True)):
        one = thread(member("e1", told=True), joins, emails=[*sent(2, 1), queued(frozen=True)])
        (found,) = plan_threads([one], [], (), at_once, NOW)
        assert found.news


@dataclass
class Office:
    """Threads over time, with a mail server that takes everything at once."""

    now: datetime = NOW
    emails: list[ThreadEmail] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    log: list[tuple[datetime, list[tuple[str, str]]]] = field(default_factory=list)

    def look(self) -> None:
        one = thread(*self.members, emails=self.emails)
        found = plan(one, [each.ended_at for each in self.emails], self.now)
        left = {
            each: replace(
                each, pending=tuple(p for p in each.pending if p.number not in found.settled)
            )
            for each in self.members
        }
        told = {each.member.episode.id for each in found.news if each.word != "still"}
        self.members = [
            replace(each, told=True, pending=()) if each.episode.id in told else each
            for each in left.values()
        ]
        if found.news:
            number = len(self.emails) + 1
            self.emails.append(
                ThreadEmail(
                    number, number, "news", "delivered", True, f"<{number}>", self.now, self.now
                )
            )
            self.log.append((self.now, said(found)))

    def flap(self) -> Iterator[None]:
        """Opens and ends, at each step."""
        for number in range(1, 101):
            self.members.append(member(f"e{number}", "opened", opened_at=self.now))
            yield
            last = self.members.pop()
            ended = member(f"e{number}", "resolved", told=last.told, state="resolved")
            pending = (*last.pending, *ended.pending)
            resolved = replace(ended.episode, resolved_at=self.now)
            self.members.append(replace(ended, pending=pending, episode=resolved))
            yield


def test_a_figure_that_flaps_a_hundred_times_in_a_day_makes_two_emails() -> None:
    office = Office()
    for _ in office.flap():
        office.look()
        office.now += timedelta(minutes=7)
    assert office.now - NOW < timedelta(hours=24)
    assert [words for _, words in office.log] == [[("e1", "new")], [("e1", "over")]]


@pytest.mark.parametrize("most", [1, 2, 3])
def test_there_are_never_more_in_any_24_hours(most: int) -> None:
    ends: list[datetime | None] = []
    now = NOW
    for _ in range(500):
        if room_from(ends, most, now) <= now:
            ends.append(now)
        now += timedelta(minutes=37)
    times = [each for each in ends if each is not None]
    for first, later in zip(times, times[most:], strict=False):
        assert later - first >= timedelta(hours=24)
