"""The plan of an evaluation: which threads are told of now, which are held back, which end. Pure.

An e-mail that no mail server can have yet is written as things stand at each evaluation, so what
waited for an hour tells what is, not what was.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from oversight_alerts.episodes.skip_reason import SkipReason
from oversight_alerts.rules.series import RuleSeries
from oversight_alerts.threads.key import OPEN_AFTER_END
from oversight_alerts.threads.limits import Limits, count_within, room_from
from oversight_alerts.threads.news import MemberNews, ends_in_part, news_of, settled, standing_of
from oversight_alerts.threads.reminder import reminder_due
from oversight_alerts.threads.thread import EmailKind, Member, Thread


@dataclass(frozen=True)
class ThreadPlan:
    """What becomes of a thread at one evaluation.

    ``news`` is what its e-mail says; nothing where none is to go now. ``silent_until`` is when the
    next one may go, where this one is the last that may for a while, and ``quiet_until`` until
    when only something critical or the end makes one. ``held`` says why what is pending is not
    told now. ``settled`` are the notifications that need not be told any more.
    """

    thread: Thread
    news: tuple[MemberNews, ...] = ()
    kind: EmailKind = "news"
    silent_until: datetime | None = None
    quiet_until: datetime | None = None
    held: SkipReason | None = None
    settled: Mapping[int, SkipReason] = field(default_factory=dict)
    closes: bool = False

    @property
    def voids(self) -> bool:
        """True where an e-mail waits that there is nothing to say with any more."""
        return self.thread.waiting is not None and not self.news


def plan_threads(
    threads: Iterable[Thread],
    sent: Sequence[datetime | None],
    silenced: Collection[RuleSeries],
    limits: Limits,
    now: datetime,
) -> Iterator[ThreadPlan]:
    """The plan of each open thread, the most urgent first.

    ``sent`` are the ends of all e-mails of the last 24 hours, None of one that is queued.
    """
    queued = count_within(sent, now)
    for thread in sorted(threads, key=_urgency):
        plan = _plan(thread, queued, silenced, limits, now)
        if plan.news and thread.waiting is None:
            queued += 1
        elif plan.voids:
            queued -= 1
        yield plan


def _plan(
    thread: Thread,
    queued: int,
    silenced: Collection[RuleSeries],
    limits: Limits,
    now: datetime,
) -> ThreadPlan:
    needless = settled(thread)
    left = replace(thread, members=tuple(_without(each, needless) for each in thread.members))
    plan = ThreadPlan(thread, settled=needless, closes=_closes(left, now))
    news, kind = news_of(left, silenced), _NEWS
    if not news and reminder_due(thread, now, limits.remind_after):
        lasting = standing_of(left)
        news = tuple(each for each in lasting if each.member.episode.series not in silenced)
        kind = _REMINDER
    if not news:
        return replace(plan, held=SkipReason.OTHERS_LAST) if ends_in_part(left) else plan
    ends = [each.ended_at for each in thread.emails if each.state != "void"]
    held = None if thread.waiting else _held(thread, news, ends, queued, limits, now)
    if held is not None:
        return replace(plan, held=held)
    told = replace(plan, news=news, kind=kind)
    after = ends if thread.waiting is not None else [*ends, None]
    return replace(
        told,
        silent_until=_later(room_from(after, limits.a_thread, now), now),
        quiet_until=now + limits.update_after if len(after) >= 2 and _lasts(news) else None,
    )


_NEWS: EmailKind = "news"
_REMINDER: EmailKind = "reminder"


def _held(
    thread: Thread,
    news: Sequence[MemberNews],
    ends: Sequence[datetime | None],
    queued: int,
    limits: Limits,
    now: datetime,
) -> SkipReason | None:
    if room_from(ends, limits.a_thread, now) > now:
        return SkipReason.THREAD_LIMIT
    if _joins(news) and count_within(ends, now, limits.follow_up):
        return SkipReason.FOLLOW_UP
    if _worsens(news) and len(ends) > 1 and count_within(ends, now, limits.update_after):
        return SkipReason.FOLLOW_UP
    # That something critical has begun is never kept back: silence has to mean well.
    begins = any(
        each.unresolved and not each.told and each.fact.severity == "critical"
        for each in thread.members
    )
    return SkipReason.DAY_LIMIT if queued >= limits.a_day and not begins else None


def _joins(news: Sequence[MemberNews]) -> bool:
    """True where a thread goes on, and no more is new than that something joined it.

    Not so where anything got worse, or something critical joined what was not.
    """
    words = {each.word for each in news}
    return {"still", "new"} <= words and "worse" not in words and not _urgent(news)


def _worsens(news: Sequence[MemberNews]) -> bool:
    """True where what readers know of got worse, and is not critical for the first time."""
    return any(each.word == "worse" for each in news) and not _urgent(news)


def _urgent(news: Sequence[MemberNews]) -> bool:
    """True where a thread becomes critical, or another feed of the source stops as well."""
    critical = {each.word for each in news if each.member.fact.severity == "critical"}
    feeds = any(each.word == "new" and each.member.fact.kind in _OF_FEEDS for each in news)
    return feeds or ("new" in critical and not critical & {"still", "worse"})


# What is wrong with one feed says nothing of the next.
_OF_FEEDS = ("feed", "reconciliation")


def _lasts(news: Sequence[MemberNews]) -> bool:
    return any(each.word != "over" for each in news)


def _later(when: datetime, now: datetime) -> datetime | None:
    return when if when > now else None


def _closes(thread: Thread, now: datetime) -> bool:
    over = thread.over_since
    pending = any(each.pending for each in thread.members)
    queued = any(each.state == "queued" for each in thread.emails)
    return over is not None and now - over >= OPEN_AFTER_END and not pending and not queued


def _without(member: Member, needless: Mapping[int, SkipReason]) -> Member:
    return replace(member, pending=tuple(p for p in member.pending if p.number not in needless))


def _urgency(thread: Thread) -> tuple[bool, datetime, str]:
    return not thread.critical, thread.opened_at, thread.id
