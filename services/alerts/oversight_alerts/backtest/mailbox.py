"""The e-mails of a replay: threads as alerts plans them, each e-mail taken at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from oversight_alerts.backtest.result import ReplayedEmail, ReplayedThread
from oversight_alerts.episodes.fact import fact_of
from oversight_alerts.episodes.pipeline import Decision
from oversight_alerts.threads.key import ThreadKey, thread_key
from oversight_alerts.threads.limits import DAY, Limits
from oversight_alerts.threads.plan import ThreadPlan, plan_threads
from oversight_alerts.threads.thread import Member, PendingNotification, Thread, ThreadEmail


@dataclass
class _Open:
    """A thread on the way: its episodes by id, and its e-mails."""

    key: ThreadKey
    severity: str
    opened_at: datetime
    members: dict[str, Member] = field(default_factory=dict)
    emails: list[ThreadEmail] = field(default_factory=list)
    told: list[ReplayedEmail] = field(default_factory=list)
    closed_at: datetime | None = None

    @property
    def thread(self) -> Thread:
        """As it is planned."""
        name = f"{self.key.slug} {self.opened_at:%Y%m%d%H%M}"
        return Thread(
            *(name, self.key, self.severity, "", self.opened_at),
            members=tuple(self.members.values()),
            emails=tuple(self.emails),
        )


@dataclass
class Mailbox:
    """What readers would have had, within the limits. Nobody acknowledges anything."""

    limits: Limits = field(default_factory=Limits)
    _all: list[_Open] = field(default_factory=list)
    _thread_of: dict[str, _Open] = field(default_factory=dict)
    _numbers: int = 0

    @property
    def waits(self) -> bool:
        """True where a thread is open: of it something may be told later."""
        return any(each.closed_at is None for each in self._all)

    def take(self, decisions: Iterable[Decision], now: datetime) -> None:
        """Have the episodes of an evaluation join threads, and write what is to be told of them."""
        for decision in decisions:
            if decision.step.state.episode is not None:
                self._note(decision)
        self.write(now)

    def write(self, now: datetime) -> None:
        """Write what goes out now."""
        opened = {each.thread.id: each for each in self._all if each.closed_at is None}
        sent = [
            email.ended_at for each in self._all for email in each.emails if _recent(email, now)
        ]
        plans = list(
            plan_threads((each.thread for each in opened.values()), sent, (), self.limits, now)
        )
        for plan in plans:
            self._write(opened[plan.thread.id], plan, now)

    def _note(self, decision: Decision) -> None:
        episode = decision.step.state.episode
        assert episode is not None
        thread = self._thread_of.get(episode.id)
        if thread is None:
            thread = self._thread_of[episode.id] = self._join(decision, episode.opened_at)
        known = thread.members.get(episode.id)
        if decision.transition is not None or known is None:
            transition = decision.transition or "opened"
            fact = fact_of(episode, transition, decision.rule, decision.observation)
            pending, told = (known.pending, known.told) if known else ((), False)
            known = Member(episode, fact, told, pending)
        if decision.notified is not None:
            self._numbers += 1
            waiting = PendingNotification(self._numbers, decision.notified)
            known = replace(known, pending=(*known.pending, waiting))
        thread.members[episode.id] = replace(known, episode=episode)

    def _join(self, decision: Decision, opened_at: datetime) -> _Open:
        key = thread_key(decision.rule, decision.observation.series)
        known = (each for each in self._all if each.closed_at is None and each.key == key)
        found = next(known, None)
        if found is None:
            found = _Open(key, decision.rule.severity, opened_at)
            self._all.append(found)
        return found

    def _write(self, thread: _Open, plan: ThreadPlan, now: datetime) -> None:
        for name, member in thread.members.items():
            left = tuple(each for each in member.pending if each.number not in plan.settled)
            thread.members[name] = replace(member, pending=left)
        for news in plan.news:
            if news.word != "still":
                member = thread.members[news.member.episode.id]
                thread.members[member.episode.id] = replace(member, told=True, pending=())
        if plan.news:
            at = len(thread.emails) + 1
            email = ThreadEmail(at, at, plan.kind, "delivered", True, f"{at}", now, now)
            thread.emails.append(email)
            said = tuple((each.word, each.member.fact.rule) for each in plan.news)
            thread.told.append(ReplayedEmail(now, plan.kind, said))
        if plan.closes:
            thread.closed_at = now

    def threads(self) -> Sequence[ReplayedThread]:
        """All threads in the order in which they opened."""
        return [
            ReplayedThread(
                each.key.slug,
                each.opened_at,
                each.closed_at,
                tuple(dict.fromkeys(member.fact.rule for member in each.members.values())),
                tuple(each.told),
            )
            for each in self._all
        ]


def _recent(email: ThreadEmail, now: datetime) -> bool:
    return email.ended_at is not None and email.ended_at > now - DAY
