"""Rules as the console shows them: in words, their figures now, what is mute and why."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from oversight_alerts.console.series import SeriesNow, series_now
from oversight_alerts.episodes.pipeline import Decision
from oversight_alerts.rules import formatting
from oversight_alerts.rules.builtin import RULES
from oversight_alerts.rules.chance import chance_of
from oversight_alerts.rules.kinds import RULE_KINDS
from oversight_alerts.threads.key import title_of
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.rules import (
    Rule,
    thread_of,
)

_ORDER = ("open", "acknowledged", "well", "mute")
_OF_FEEDS = "opens as the README of alerts says; it ships with the service and needs no figure set"


@dataclass(frozen=True)
class BaselineWords:
    """A baseline of a rule: of which force, from when to when, who set it, when, and why."""

    force: str
    period: str
    set_by: str
    set_on: str
    why: str


@dataclass(frozen=True)
class RuleWords:
    """A rule in words. ``mute`` are the reasons by force, with how many of its series have each."""

    id: str
    title: str
    severity: str
    question: str
    terms: str
    chance: str
    advice: str
    thread: str
    baselines: Sequence[BaselineWords]
    series: Sequence[SeriesNow]
    mute: Sequence[tuple[str, str, int]]

    @property
    def open(self) -> int:
        """How many alerts of it last."""
        return sum(bool(each.episode) for each in self.series)

    @property
    def standing(self) -> str:
        """How it stands, in a few words."""
        mute = sum(count for *_, count in self.mute)
        parts = [
            f"{self.open} open" if self.open else "",
            f"{mute} of {len(self.series)} series mute" if mute else "",
        ]
        return ", ".join(each for each in parts if each) or ("well" if self.series else "not yet")

    @property
    def judged(self) -> Sequence[SeriesNow]:
        """The series of which something can be said."""
        return [each for each in self.series if each.state != "mute" or each.episode]


def rules_in_words(catalogue: Catalogue, decisions: Iterable[Decision]) -> list[RuleWords]:
    """Every rule, with its series as at the last evaluation: alerts that last first."""
    by_rule: dict[str, list[SeriesNow]] = {}
    for decision in decisions:
        by_rule.setdefault(decision.rule.id, []).append(series_now(catalogue, decision))
    return [
        rule_in_words(catalogue, rule, by_rule.get(rule.id, ()))
        for rule in (*catalogue.rules.values(), *RULES)
    ]


def rule_in_words(catalogue: Catalogue, rule: Rule, series: Sequence[SeriesNow] = ()) -> RuleWords:
    """One rule, with its series where they are given."""
    indicator = catalogue.indicators.get(rule.indicator)
    mute = Counter((each.force, each.why) for each in series if each.state == "mute")
    terms = RULE_KINDS[rule.kind].terms(rule, indicator) if indicator else _OF_FEEDS
    return RuleWords(
        id=rule.id,
        title=rule.title,
        severity=rule.severity,
        question=rule.question,
        terms=f"{terms[:1].upper()}{terms[1:]}.",
        chance=chance_of(rule),
        advice=" ".join(rule.advice.split()),
        thread=title_of(thread_of(rule)),
        baselines=list(_baselines(catalogue, rule)),
        series=sorted(series, key=lambda each: _ORDER.index(each.state)),
        mute=[(*of, count) for of, count in mute.most_common()],
    )


def _baselines(catalogue: Catalogue, rule: Rule) -> Iterable[BaselineWords]:
    for each in catalogue.baselines:
        if rule.id in each.rules:
            yield BaselineWords(
                force=catalogue.forces[each.force].title,
                period=f"{formatting.day(each.since)} to {formatting.day(each.last_day)}",
                set_by=each.set_by,
                set_on=formatting.day(each.set_on),
                why=each.why,
            )
