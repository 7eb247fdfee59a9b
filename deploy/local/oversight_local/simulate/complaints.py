"""Complaints: received, logged, the complainant contacted, finalised with each allegation."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from oversight_local.simulate.lifecycle import Life, Step
from oversight_local.simulate.random import Chance, Mix, Rhythm, mix
from oversight_local.simulate.scenario import Setting
from oversight_measures.periods.period import london_day

A_MONTH = 300
# Logged in office hours.
RHYTHM = Rhythm(
    hours=(0, 0, 0, 0, 0, 0, 0, 2, 8, 12, 12, 11, 8, 9, 11, 11, 8, 3, 0, 0, 0, 0, 0, 0),
    weekdays=(1.3, 1.2, 1.15, 1.1, 1.0, 0.1, 0.05),
)
CATEGORIES = mix(
    "delivery-of-duties-and-service 55  police-powers-policies-and-procedures 21"
    "  individual-behaviours 12  discriminatory-behaviour 4"
    "  handling-of-or-damage-to-property 4  access-or-disclosure-of-information 2"
    "  use-of-police-vehicles 1  abuse-of-position-corruption 0.5  sexual-conduct 0.3"
    "  discreditable-conduct 0.7"
)
OUTCOMES = {
    "outside-schedule-3": mix("resolved 70  not-resolved 30"),
    "under-schedule-3": mix(
        "service-acceptable 62  service-not-acceptable 16  not-able-to-determine 14"
        "  no-case-to-answer 6  case-to-answer 1  withdrawn 1"
    ),
    "pre-2020-rules": mix("upheld 12  not-upheld 80  withdrawn 8"),
}
# The law changed on this London day.
NEW_RULES = date(2020, 2, 1)
# Median days to finalise, and the spread of their logarithm.
DAYS = {
    "outside-schedule-3": (40, 0.7),
    "under-schedule-3": (110, 0.6),
    "pre-2020-rules": (150, 0.6),
}
ETHNICITIES = mix("W1 50  A2 9  A1 5  B1 6  B2 4  M1 3  W9 4  O9 2  NS 17")
ALLEGATIONS: Mix[int] = Mix({1: 62, 2: 22, 3: 10, 4: 6})
DAY_SECONDS = 86_400


def complaints(setting: Setting, day: date) -> Iterator[Life]:
    """The cases logged on a London day."""
    chance = setting.chance("complaint", day)
    areas = setting.population.area_mix
    moments = RHYTHM.moments(chance, day, setting.a_day(A_MONTH))
    for number, logged in enumerate(moments, start=1):
        yield Life(
            kind="complaint",
            subject=setting.subject("complaint", day, number),
            force=setting.population.force,
            area=chance.draw(areas),
            steps=tuple(_steps(chance, logged)),
        )


def _steps(chance: Chance, logged: datetime) -> Iterator[Step]:
    handling = _handling(chance, logged)
    categories = [chance.draw(CATEGORIES) for _ in range(chance.draw(ALLEGATIONS))]
    yield Step(logged, _first(chance, logged, handling, categories))
    if chance.happens(0.015):
        at = logged + chance.wait(3 * DAY_SECONDS, 0.6)
        yield Step(at, {"cancelled_at": at})
        return
    contacted = logged + chance.wait(2 * DAY_SECONDS, 0.8)
    yield Step(contacted, {"contacted_at": contacted})
    days, spread = DAYS[handling]
    finalised = contacted + chance.wait(days * DAY_SECONDS, spread)
    yield Step(finalised, _final(chance, finalised, handling, categories))


def _handling(chance: Chance, logged: datetime) -> str:
    under = chance.happens(0.104)
    if london_day(logged) < NEW_RULES:
        return "pre-2020-rules"
    return "under-schedule-3" if under else "outside-schedule-3"


def _first(
    chance: Chance, logged: datetime, handling: str, categories: list[str]
) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "received_at": logged - chance.wait(2 * DAY_SECONDS, 0.7),
        "logged_at": logged,
        "handling": handling,
        "allegations": [{"category": each} for each in categories],
    }
    if chance.happens(0.85):
        fields["complainant_ethnicity"] = chance.draw(ETHNICITIES)
    return fields


def _final(
    chance: Chance, finalised: datetime, handling: str, categories: list[str]
) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "finalised_at": finalised,
        "allegations": [
            {
                "category": each,
                "outcome": chance.draw(OUTCOMES[handling]),
                "finalised_at": finalised,
            }
            for each in categories
        ],
    }
    if chance.happens(0.05):
        fields["suspended_days"] = chance.between(10, 60)
    if handling == "under-schedule-3" and chance.happens(0.15):
        fields["review"] = "requested"
        fields["review_requested_at"] = finalised
    return fields
