"""Stops and searches; some outcomes are filled in later, and a surge can be asked for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from math import exp
from typing import Any

from oversight_local.simulate.extent import GROUPS, Scenario
from oversight_local.simulate.lifecycle import Lifecycle, Step
from oversight_local.simulate.random import ArrivalPattern, RandomDraws, WeightedChoice, weighted
from oversight_local.simulate.scenario import SimulationSettings

PER_MONTH = 2_000
ARRIVALS = ArrivalPattern(
    hours=(
        40,
        30,
        20,
        12,
        7,
        4,
        4,
        6,
        10,
        18,
        26,
        34,
        38,
        44,
        50,
        56,
        58,
        60,
        62,
        64,
        66,
        66,
        62,
        52,
    ),
    weekdays=(0.85, 0.95, 1.05, 1.1, 1.1, 1.05, 0.9),
)
# Searches in the surge, a day, whatever the scale: March 2019 had 1,421 under section 60.
SURGE = 46
SECTION_60 = "criminal-justice-and-public-order-act-1994-section-60"
# How often residents are searched, against White residents. The census has Chinese under Asian.
SHARES = {"White": 1.0, "Asian": 1.5, "Black": 2.7, "Mixed": 1.9, "Other": 0.8}
CODES = {
    "White": weighted("W1 86  W2 2  W3 3  W9 9"),
    "Asian": weighted("A1 18  A2 52  A3 9  A4 1  A9 20"),
    "Black": weighted("B1 48  B2 33  B9 19"),
    "Mixed": weighted("M1 58  M2 8  M3 11  M9 23"),
    "Other": weighted("O2 20  O9 80"),
}
POWERS: WeightedChoice[tuple[str, str]] = WeightedChoice(
    {
        ("misuse-of-drugs-act-1971-section-23", "controlled-drugs"): 56,
        ("police-and-criminal-evidence-act-1984-section-1", "offensive-weapons"): 19,
        ("police-and-criminal-evidence-act-1984-section-1", "stolen-goods"): 11,
        ("police-and-criminal-evidence-act-1984-section-1", "article-for-use-in-theft"): 9,
        ("firearms-act-1968-section-47", "firearms"): 3,
        (SECTION_60, "offensive-weapons"): 1.5,
    }
)
TYPES = weighted("person 78  person-and-vehicle 18  vehicle 4")
NO_ACTION = "no-further-action"
OUTCOMES = weighted(
    "no-further-action 70  arrest 14  community-resolution 7  khat-or-cannabis-warning 3"
    "  summons-or-charged-by-post 3  penalty-notice-for-disorder 1  caution 1  other-action 1"
)
AGES = weighted("10-17 19  18-24 38  25-34 24  over-34 19")
GENDERS = weighted("male 91  female 8.5  other 0.5")
OFFICER_DEFINED = {group: group.lower() for group in SHARES}


# A disparity that drifts sends other revisions of the same searches.
DRIFT_REVISION = 1_001


def searches(settings: SimulationSettings, day: date) -> Iterator[Lifecycle]:
    """The searches made on a London day."""
    draws, practice = settings.draws("stop-search", day), Practice.of(settings, day)
    moments = settings.moments(ARRIVALS, draws, day, settings.per_day(PER_MONTH))
    yield from _lifecycles(practice, draws, day, moments, "search")
    if settings.scenario is Scenario.SEARCH_SURGE:
        yield from _surge(settings, practice, day)


def _surge(settings: SimulationSettings, practice: "Practice", day: date) -> Iterator[Lifecycle]:
    """The searches more under section 60: of so many times the usual, or as in March 2019."""
    draws, times = settings.draws("stop-search-surge", day), settings.extent.times
    if times is None:
        moments = settings.moments(ARRIVALS, draws, day, SURGE)
        affected = [each for each in moments if settings.since and each >= settings.since]
        yield from _lifecycles(practice, draws, day, affected, "surge")
        return
    usual = POWERS.share((SECTION_60, "offensive-weapons")) * settings.per_day(PER_MONTH)
    moments = settings.moments(ARRIVALS, draws, day, (times - 1) * usual)
    yield from _lifecycles(practice, draws, day, moments, f"surge{times:g}")


@dataclass(frozen=True)
class Practice:
    """How a day's searches are made: what comes of them, and how often each group is searched."""

    settings: SimulationSettings
    outcomes: WeightedChoice[str]
    shares: Mapping[str, float]

    @classmethod
    def of(cls, settings: SimulationSettings, day: date) -> "Practice":
        """The day's: its shares and rates are off by what the day has of its own."""
        effect = settings.effect("positive-outcome", day)
        shares = {
            group: rate if group == "White" else rate * exp(settings.effect(group, day))
            for group, rate in SHARES.items()
        }
        return cls(settings, OUTCOMES.reweighted(NO_ACTION, exp(-effect)), shares)

    def drifts(self, searched: datetime, area: str) -> bool:
        """True where the disparity is another."""
        return self.settings.affected_by(Scenario.DISPARITY_DRIFT, searched, area)

    def rates(self, searched: datetime, area: str) -> Mapping[str, float]:
        """How often residents of each group are searched, against White residents."""
        if not self.drifts(searched, area):
            return self.shares
        extent = self.settings.extent
        return {**self.shares, extent.group: self.shares[extent.group] * (extent.times or 1)}

    def first_revision(self, searched: datetime, area: str) -> int:
        """A drift of another size has other revisions, that replace those of a smaller one."""
        if not self.drifts(searched, area):
            return 1
        extent = self.settings.extent
        size = len(GROUPS) * round((extent.times or 1) * 100) + GROUPS.index(extent.group)
        return DRIFT_REVISION + 1_000 * size


def _lifecycles(
    practice: Practice, draws: RandomDraws, day: date, moments: list[datetime], word: str
) -> Iterator[Lifecycle]:
    settings, surging = practice.settings, word != "search"
    areas = settings.population.area_mix
    for number, searched in enumerate(moments, start=1):
        area = draws.draw(areas)
        power = (SECTION_60, "offensive-weapons") if surging else draws.draw(POWERS)
        rates = practice.rates(searched, area)
        fields = _fields(draws, searched, settings.population.groups[area], rates, power)
        steps = tuple(_steps(draws, searched, fields, practice.outcomes))
        if surging and not settings.affected_by(Scenario.SEARCH_SURGE, searched, area):
            continue
        yield Lifecycle(
            kind="stop-search",
            subject=settings.subject(word, day, number),
            force=settings.population.force,
            area=area,
            steps=steps,
            first=practice.first_revision(searched, area),
        )


def _steps(
    draws: RandomDraws,
    searched: datetime,
    fields: dict[str, Any],
    outcomes: WeightedChoice[str],
) -> Iterator[Step]:
    written = searched + draws.wait(1_800, 0.6)
    outcome = draws.draw(outcomes)
    known = {"outcome": outcome, "outcome_linked_to_object": draws.happens(0.2)}
    if draws.happens(0.92):
        yield Step(written, {**fields, **known})
        return
    yield Step(written, fields)
    if draws.happens(0.6):
        yield Step(written + draws.wait(260_000, 0.7), known)


def _fields(
    draws: RandomDraws,
    searched: datetime,
    residents: Mapping[str, int],
    rates: Mapping[str, float],
    power: tuple[str, str],
) -> dict[str, Any]:
    legislation, search_object = power
    fields: dict[str, Any] = {
        "searched_at": searched,
        "search_type": draws.draw(TYPES),
        "legislation": legislation,
        "search_object": search_object,
        "more_than_outer_clothing": draws.happens(0.03),
        "gender": draws.draw(GENDERS),
        "age_range": draws.draw(AGES),
        "part_of_operation": draws.happens(0.06),
        "repeat": draws.happens(0.08),
    }
    if draws.happens(0.97):
        fields["body_worn_video"] = draws.happens(0.88)
    return fields | _ethnicity(draws, residents, rates)


def _ethnicity(
    draws: RandomDraws, residents: Mapping[str, int], rates: Mapping[str, float]
) -> dict[str, str]:
    searched = {group: count * rates.get(group, 1.0) for group, count in residents.items()}
    group = draws.draw(WeightedChoice(searched or {"White": 1.0}))
    seen = {"officer_defined_ethnicity": OFFICER_DEFINED[group]}
    if draws.happens(0.03):
        return seen
    if draws.happens(0.06):
        return {**seen, "self_defined_ethnicity": "NS"}
    return {**seen, "self_defined_ethnicity": draws.draw(CODES[group])}
