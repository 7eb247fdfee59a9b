"""Stops and searches; some outcomes are filled in later, and a surge can be asked for."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from oversight_local.simulate.lifecycle import Lifecycle, Step
from oversight_local.simulate.random import ArrivalPattern, RandomDraws, WeightedChoice, weighted
from oversight_local.simulate.scenario import Scenario, SimulationSettings

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
OUTCOMES = weighted(
    "no-further-action 70  arrest 14  community-resolution 7  khat-or-cannabis-warning 3"
    "  summons-or-charged-by-post 3  penalty-notice-for-disorder 1  caution 1  other-action 1"
)
AGES = weighted("10-17 19  18-24 38  25-34 24  over-34 19")
GENDERS = weighted("male 91  female 8.5  other 0.5")
OFFICER_DEFINED = {group: group.lower() for group in SHARES}


def searches(settings: SimulationSettings, day: date) -> Iterator[Lifecycle]:
    """The searches made on a London day."""
    draws = settings.draws("stop-search", day)
    moments = ARRIVALS.moments(draws, day, settings.per_day(PER_MONTH))
    yield from _lifecycles(settings, draws, day, moments, "search")
    if settings.scenario is Scenario.SEARCH_SURGE:
        surge = settings.draws("stop-search-surge", day)
        affected = ARRIVALS.moments(surge, day, SURGE)
        affected = [each for each in affected if settings.affected_by(Scenario.SEARCH_SURGE, each)]
        yield from _lifecycles(settings, surge, day, affected, "surge")


def _lifecycles(
    settings: SimulationSettings, draws: RandomDraws, day: date, moments: list[datetime], word: str
) -> Iterator[Lifecycle]:
    areas = settings.population.area_mix
    for number, searched in enumerate(moments, start=1):
        area = draws.draw(areas)
        power = (SECTION_60, "offensive-weapons") if word == "surge" else draws.draw(POWERS)
        fields = _fields(draws, searched, settings.population.groups[area], power)
        yield Lifecycle(
            kind="stop-search",
            subject=settings.subject(word, day, number),
            force=settings.population.force,
            area=area,
            steps=tuple(_steps(draws, searched, fields)),
        )


def _steps(draws: RandomDraws, searched: datetime, fields: dict[str, Any]) -> Iterator[Step]:
    written = searched + draws.wait(1_800, 0.6)
    outcome = draws.draw(OUTCOMES)
    known = {"outcome": outcome, "outcome_linked_to_object": draws.happens(0.2)}
    if draws.happens(0.92):
        yield Step(written, {**fields, **known})
        return
    yield Step(written, fields)
    if draws.happens(0.6):
        yield Step(written + draws.wait(260_000, 0.7), known)


def _fields(
    draws: RandomDraws, searched: datetime, residents: Any, power: tuple[str, str]
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
    return fields | _ethnicity(draws, residents)


def _ethnicity(draws: RandomDraws, residents: Any) -> dict[str, str]:
    searched = {group: count * SHARES.get(group, 1.0) for group, count in residents.items()}
    group = draws.draw(WeightedChoice(searched or {"White": 1.0}))
    seen = {"officer_defined_ethnicity": OFFICER_DEFINED[group]}
    if draws.happens(0.03):
        return seen
    if draws.happens(0.06):
        return {**seen, "self_defined_ethnicity": "NS"}
    return {**seen, "self_defined_ethnicity": draws.draw(CODES[group])}
