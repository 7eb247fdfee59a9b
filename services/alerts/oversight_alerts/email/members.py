"""The episodes that an e-mail lists: what each is, where, its figure, and since when."""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from oversight_alerts.email.thread_context import ThreadContext
from oversight_alerts.rules import formatting
from oversight_alerts.rules.builtin import UNITS
from oversight_alerts.rules.observation import Observation
from oversight_alerts.threads.news import MemberNews, Word
from oversight_contracts.breakdowns import in_words, pairs_of
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reference import WHOLE_FORCE
from oversight_contracts.facts.episode import EpisodeFact

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


def place_of(catalogue: Catalogue, fact: EpisodeFact) -> str:
    """The area of an episode and its group: ``whole force, Black``."""
    force = catalogue.forces.get(fact.force)
    groups = [in_words(value) for value in pairs_of(fact.by).values()]
    if force is None:
        return ", ".join(groups)
    whole = fact.area == WHOLE_FORCE or fact.area not in force.areas
    area = "whole force" if whole else force.areas[fact.area].title
    return ", ".join([area, *groups])


def figure_of(catalogue: Catalogue, fact: EpisodeFact, observation: Observation | None) -> str:
    """An episode's figure now, with its unit; the last that is known where there is none now."""
    value = None if observation is None else observation.figure.value
    if value is None:
        if fact.value is None:
            return "no figure"
        value = Fraction(str(fact.value))
    indicator = catalogue.indicators.get(fact.indicator)
    if indicator is not None:
        return formatting.amount(indicator, value)
    return f"{formatting.number(value, 0)} {UNITS.get(fact.indicator, '')}".strip()
