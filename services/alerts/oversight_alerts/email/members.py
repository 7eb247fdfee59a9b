"""The episodes that an e-mail lists: what each is, where, its figure, and since when."""

from dataclasses import dataclass
from datetime import date, datetime

from oversight_alerts.email.figures import figure_of, place_of
from oversight_alerts.email.thread_context import ThreadContext
from oversight_alerts.threads.news import MemberNews, Word
from oversight_contracts.definitions.catalogue import Catalogue

WORDS: dict[Word, str] = {"new": "New", "worse": "Worse", "over": "Over", "still": "Still open"}


@dataclass(frozen=True)
class MemberLine:
    """One episode in a list, in words."""

    episode: str
    word: str
    title: str
    where: str
    figure: str
    since: datetime
    began: date | None
    severity: str


def member_lines(catalogue: Catalogue, context: ThreadContext) -> list[MemberLine]:
    """A line for each episode that the e-mail tells of, the most urgent first."""
    return [_line(catalogue, context, news) for news in context.news]


def _line(catalogue: Catalogue, context: ThreadContext, news: MemberNews) -> MemberLine:
    fact, look = news.member.fact, context.look(news)
    return MemberLine(
        episode=fact.id,
        word=WORDS[news.word],
        title=fact.title if look is None else look.rule.title,
        where=place_of(catalogue, fact),
        figure=figure_of(catalogue, fact, None if look is None else look.observation),
        since=fact.opened_at,
        began=None if fact.began is None else date.fromisoformat(fact.began),
        severity=fact.severity,
    )
