"""What a set of rules states of itself: false alarms, and how soon each finds its shift. Pure."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

from oversight_contracts.definitions.models.rules import (
    IndicatorRule,
    MilestoneRule,
    SpecialCauseRule,
)
from oversight_contracts.definitions.spans import YEAR
from oversight_local.rules.chances import Chances, chances_of
from oversight_local.rules.shifts import in_words, named_shift
from oversight_local.rules.watched import Watched
from oversight_measures.detectors.false_alarms import (
    FalseAlarms,
    behind_by_chance,
    false_alarms,
    median_delay,
)
from oversight_measures.detectors.watches import Watch

# One that it has begun, one that it is over.
EMAILS_A_THREAD = 2
QUARTERS = 4
RUNS = 300
# What is not found within so many days has no delay.
WITHIN = 365


class Found(NamedTuple):
    """Of one series: false episodes a year, and the days until half of all shifts are found."""

    watched: Watched
    a_year: float
    days: int | None


class RuleStatement(NamedTuple):
    """Of one rule in one force: the series that can speak."""

    rule: IndicatorRule
    force: str
    series: tuple[Found, ...]

    @property
    def a_year(self) -> float:
        """False episodes of all its series."""
        return sum(each.a_year for each in self.series)

    @property
    def shift(self) -> str:
        """What it is there to find."""
        return in_words(self.rule)

    @property
    def days(self) -> tuple[int | None, int | None]:
        """The shortest delay and the longest; None is longer than was looked for."""
        known = sorted(each.days for each in self.series if each.days is not None)
        late = len(known) < len(self.series)
        return (known[0] if known else None), (None if late or not known else known[-1])


@dataclass(frozen=True)
class Statement:
    """What the rules of one force state; ``threads`` a year are what its readers get by chance.

    ``courses`` are milestones that are judged, with how many years in all are called behind by
    chance: nothing is usual of them that could be simulated.
    """

    force: str
    rules: Sequence[RuleStatement]
    mute: Sequence[Watched]
    threads: float
    error: float
    courses: Sequence[tuple[Watched, float]] = ()

    @property
    def emails_a_year(self) -> float:
        """E-mails by chance alone."""
        return self.threads * EMAILS_A_THREAD

    def within(self, budget: float) -> bool:
        """True where so many e-mails a year are not exceeded."""
        return self.emails_a_year <= budget


def statements(
    watched: Iterable[Watched], years: int, report: Callable[[int], None] = lambda n: None
) -> list[Statement]:
    """What the rules of each force state. ``report`` is called with each number of series done."""
    by_force: dict[str, list[Watched]] = {}
    for each in watched:
        by_force.setdefault(each.force, []).append(each)
    return [_statement(force, own, years, report) for force, own in by_force.items()]


def _statement(
    force: str, watched: Sequence[Watched], years: int, report: Callable[[int], None]
) -> Statement:
    courses = list(_courses(watched))
    on_course = {each.name for each, _ in courses}
    behind = sum(a_year for _, a_year in courses)
    chances = chances_of(each for each in watched if each.name not in on_course)
    report(len(chances.mute) + len(courses))
    if not chances.watches:
        return Statement(force, (), chances.mute, behind, 0.0, courses)
    alarms = false_alarms(chances.watches, chances.flows, years)
    more = sum(_by_limits(each, alarms) for each in chances.watched.values())
    found: dict[str, list[Found]] = {}
    for watch in chances.watches:
        each = chances.watched[watch.name]
        found.setdefault(each.rule.id, []).append(_found(chances, watch, alarms))
        report(1)
    rules = [RuleStatement(own[0].watched.rule, force, tuple(own)) for own in found.values()]
    return Statement(
        force, rules, chances.mute, alarms.threads + more + behind, alarms.error, courses
    )


def _courses(watched: Iterable[Watched]) -> Iterator[tuple[Watched, float]]:
    for each in watched:
        if isinstance(each.rule, MilestoneRule) and each.volumes is not None:
            looks = round(YEAR / each.rule.length)
            yield each, behind_by_chance(each.rule.confidence, looks)


def _found(chances: Chances, watch: Watch, alarms: FalseAlarms) -> Found:
    watched, flows = chances.watched[watch.name], chances.flows_of(watch)
    shifted = named_shift(watched, flows).flows
    days = median_delay(watch, flows, shifted, runs=RUNS, within=WITHIN)
    return Found(watched, alarms.of[watch.name] + _by_limits(watched, alarms), days)


def _by_limits(watched: Watched, alarms: FalseAlarms) -> float:
    """How many more a year a process chart opens than was simulated: few points set its limits."""
    if not isinstance(watched.rule, SpecialCauseRule):
        return 0.0
    return max(0.0, YEAR / watched.rule.false_alarm_every - alarms.of[watched.name])


def error_of(a_year: float, years: float) -> float:
    """The standard error of a rate a year that was simulated over so many."""
    return sqrt(max(1.0, a_year * years)) / years
