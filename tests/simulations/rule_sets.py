"""The shipped rules on forces in which nothing changes, and on shifts that they have to find."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from math import sqrt
from pathlib import Path
from typing import NamedTuple

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_contracts.definitions.models.rules import BaselineRule
from oversight_contracts.definitions.spans import YEAR
from oversight_contracts.detection import Volumes
from oversight_local.rules.chances import chances_of
from oversight_local.rules.statement import RuleStatement, statements
from oversight_local.rules.typical import DAYS, typical_series
from oversight_local.rules.watched import Watched
from oversight_measures.detectors.false_alarms import false_alarms, median_delay
from oversight_measures.detectors.flows import Cases
from oversight_measures.spread.observed import Kind

DEFINITIONS = Path(__file__).parents[2] / "shared" / "definitions"
TODAY = date(2026, 7, 14)
DISPERSIONS = (1.0, 2.0, 4.0)
# Not the seed with which a set states its rate.
SEED = 7
CONTROL_HEADINGS = ("rule", "series", "dispersion", "stated a year", "simulated", "times")
DELAY_HEADINGS = ("shift", "rule", "dispersion", "found in days (median)", "has to be within")


@cache
def shipped() -> Catalogue:
    """The definitions that the product ships."""
    return load_catalogue(DEFINITIONS)


class Compared(NamedTuple):
    """False episodes a year of a rule (or of the set): as stated, and as simulated anew."""

    rule: str
    series: int
    dispersion: float
    stated: float
    simulated: float

    def within(self, times: float, years: int) -> bool:
        """True where it is no more than so many times what is stated, but for chance."""
        return self.simulated <= times * self.stated + 3 * sqrt(max(self.stated, 1 / years) / years)

    @property
    def times(self) -> float:
        """The simulated over the stated; of nothing stated, the one more than it."""
        return self.simulated / self.stated if self.stated else 1 + self.simulated

    @property
    def row(self) -> list[str]:
        """Of a table."""
        return [
            self.rule,
            f"{self.series}" if self.series else "",
            f"{self.dispersion:g}",
            f"{self.stated:.2f}",
            f"{self.simulated:.2f}",
            f"{self.times:.2f}" if self.stated else "",
        ]


def nothing_changes(years: int, rules: Sequence[str] = ()) -> Iterator[Compared]:
    """Each rule, and the set, at each dispersion; all rules where none is named."""
    for dispersion in DISPERSIONS:
        watched = [
            with_dispersion(each, dispersion)
            for each in typical_series(shipped(), TODAY)
            if not rules or each.rule.id in rules
        ]
        (stated,) = statements(watched, years)
        chances = chances_of(watched)
        anew = false_alarms(chances.watches, chances.flows, years, SEED)
        for rule in stated.rules:
            found = sum(anew.of[each.watched.name] for each in rule.series)
            yield Compared(rule.rule.id, len(rule.series), dispersion, _stated(rule), found)
        yield Compared("threads of all", 0, dispersion, stated.threads, anew.threads)


def _stated(rule: RuleStatement) -> float:
    """What a rule on a baseline states of each series; of a level what was simulated."""
    if isinstance(rule.rule, BaselineRule):
        return len(rule.series) * (YEAR / rule.rule.false_alarm_every)
    return rule.a_year


def with_dispersion(watched: Watched, dispersion: float) -> Watched:
    """The same of a series whose buckets vary so many times as much as chance alone."""
    volumes = watched.volumes
    if volumes is None:
        return watched
    # A rule takes no less than its own.
    dispersion = max(dispersion, watched.rule.dispersion or 1.0)
    if volumes.kind is Kind.COUNT:
        return watched._replace(volumes=volumes._replace(dispersion=dispersion))
    size = volumes.a_day * max(DAYS[watched.rule.bucket])
    correlation = min(0.5, (dispersion - 1) / max(1.0, size - 1))
    changed = volumes._replace(dispersion=dispersion, correlation=correlation)
    return watched._replace(volumes=changed)


class Delay(NamedTuple):
    """A shift that has to be found, and how soon it is."""

    shift: str
    rule: str
    dispersion: float
    days: int | None
    promised: int

    @property
    def row(self) -> list[str]:
        """Of a table."""
        days = "not in a year" if self.days is None else f"{self.days}"
        return [self.shift, self.rule, f"{self.dispersion:g}", days, f"{self.promised}"]


# Searches a day of the West Midlands before the surge of 2019, and how much more than chance the
# logs of their ratios to White varied then.
WHITE, BLACK, ASIAN = 22.0, 7.3, 14.5
MEASURED = {"Black": 1.6, "Asian": 1.1}


def days_to_find(runs: int = 500) -> Iterator[Delay]:
    """The shifts that the shipped rules have to find, each by its rule."""
    force, authority = "priority-2-slower", "priority-2-slower-by-area"
    for rule, of, promised in ((force, 150.0, 3), (authority, 60.0, 10)):
        watched = next(each for each in typical_series(shipped(), TODAY) if each.rule.id == rule)
        assert watched.volumes is not None
        assert watched.volumes.a_day == of
        found = _days_to_find(watched, 0.9, runs)
        words = f"priority 2 down by a tenth, {of:g} a day"
        yield Delay(words, rule, round(watched.volumes.dispersion, 1), found, promised)
    for group, a_day, times, promised in (("Black", BLACK, 1.3, 28), ("Asian", ASIAN, 1.5, 42)):
        for dispersion in (1.0, MEASURED[group]):
            watched = _group(group, a_day, dispersion)
            found = _days_to_find(watched, times, runs)
            words = f"{group} x{times:g}, {a_day:g} a day beside {WHITE:g}"
            yield Delay(words, watched.rule.id, dispersion, found, promised)


def _group(group: str, a_day: float, dispersion: float) -> Watched:
    of = a_day + WHITE
    correlation = (dispersion - 1) / (of - 1)
    sizes = tuple(round(of * (0.8 + 0.4 * at / 9)) for at in range(10))
    volumes = Volumes(Kind.RATIO, of, dispersion, "", a_day / of, correlation, sizes)
    rule = shipped().rules["disparity-drift"]
    return Watched(rule, "west-midlands", "force", f"ethnicity={group}", volumes)


def _days_to_find(watched: Watched, times: float, runs: int) -> int | None:
    """The median delay to find the series ``times`` as high, whatever its rule looks for."""
    chances = chances_of([watched])
    (watch,) = chances.watches
    (own, *others) = sorted(chances.flows, key=lambda flow: watch.hits[0] not in flow.names)
    shifted = own.shifted(own.share * times) if isinstance(own, Cases) else own.shifted(times)
    return median_delay(watch, chances.flows, [shifted, *others], runs)
