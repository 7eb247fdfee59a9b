"""The context of an e-mail: the episodes of a thread that it tells of, and what it says of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from oversight_alerts.email.context import Look, NotificationContext, Standing
from oversight_alerts.episodes.lifecycle import Transition
from oversight_alerts.rules.strength import strength_of
from oversight_alerts.threads.news import MemberNews, Word
from oversight_alerts.threads.plan import ThreadPlan
from oversight_alerts.threads.thread import Thread
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reference import WHOLE_FORCE

TRANSITIONS: dict[Word, Transition] = {
    "new": "opened",
    "worse": "worsened",
    "over": "resolved",
    "still": "opened",
}


@dataclass(frozen=True)
class ThreadContext:
    """What an e-mail of a thread says.

    ``lead`` is told of in full; it is the first of ``news`` of which there is a figure now, None
    where there is of none. ``silent_until`` is when the next e-mail may go, None where at once;
    until ``quiet_until`` only something critical or the end makes one.
    """

    thread: Thread
    news: tuple[MemberNews, ...]
    reminder: bool
    silent_until: datetime | None
    quiet_until: datetime | None
    standing: Standing
    lead: NotificationContext | None

    @property
    def first(self) -> MemberNews:
        """The most urgent news."""
        return self.news[0]

    @property
    def over(self) -> bool:
        """True where nothing of the thread lasts any more."""
        return not any(each.unresolved for each in self.thread.members)

    def look(self, news: MemberNews) -> Look | None:
        """How the series of an episode stands; None of one that is looked at no more."""
        return self.standing.looks.get(news.member.episode.series)


def context_of(catalogue: Catalogue, plan: ThreadPlan, standing: Standing) -> ThreadContext:
    """The context of the e-mail that a plan has for now."""
    news = tuple(sorted(plan.news, key=lambda each: _urgency(catalogue, each, standing)))
    lead = next((found for each in news if (found := _in_full(each, standing))), None)
    return ThreadContext(
        thread=plan.thread,
        news=news,
        reminder=plan.kind == "reminder",
        silent_until=plan.silent_until,
        quiet_until=plan.quiet_until,
        standing=standing,
        lead=lead,
    )


def _urgency(
    catalogue: Catalogue, news: MemberNews, standing: Standing
) -> tuple[int, bool, float, bool, str]:
    """News first, of that the critical, then what is best founded, the whole before its parts."""
    fact, look = news.member.fact, standing.looks.get(news.member.episode.series)
    indicator = catalogue.indicators.get(fact.indicator)
    strength = 0.0
    if look is not None and indicator is not None:
        # To a tenth, so that the same of a force and of its largest area is told of the force.
        strength = round(strength_of(indicator, look.observation), 1)
    is_area = fact.area != WHOLE_FORCE
    return _RANKS[news.word], fact.severity != "critical", -strength, is_area, fact.id


# What got worse is as much news as what is new.
_RANKS: Mapping[Word, int] = {"new": 0, "worse": 0, "over": 1, "still": 2}


def _in_full(news: MemberNews, standing: Standing) -> NotificationContext | None:
    look = standing.looks.get(news.member.episode.series)
    if look is None or look.observation.figure.value is None:
        return None
    return NotificationContext(
        rule=look.rule,
        observation=look.observation,
        episode=news.member.episode,
        transition=TRANSITIONS[news.word],
        now=standing.now,
        cut_at=standing.cut_at,
        last_notified_value=look.last_notified_value,
        explanation=look.explanation,
    )
