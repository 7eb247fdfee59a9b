"""Complaints: received, logged, the complainant contacted, finalised with each allegation."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from oversight_local.simulate.lifecycle import Lifecycle, Step
from oversight_local.simulate.random import ArrivalPattern, RandomDraws, WeightedChoice, weighted
from oversight_local.simulate.scenario import SimulationSettings
from oversight_measures.periods.period import london_day

PER_MONTH = 300
# Logged in office hours.
ARRIVALS = ArrivalPattern(
    hours=(0, 0, 0, 0, 0, 0, 0, 2, 8, 12, 12, 11, 8, 9, 11, 11, 8, 3, 0, 0, 0, 0, 0, 0),
    weekdays=(1.3, 1.2, 1.15, 1.1, 1.0, 0.1, 0.05),
)
CATEGORIES = weighted(
    "delivery-of-duties-and-service 55  police-powers-policies-and-procedures 21"
    "  individual-behaviours 12  discriminatory-behaviour 4"
    "  handling-of-or-damage-to-property 4  access-or-disclosure-of-information 2"
    "  use-of-police-vehicles 1  abuse-of-position-corruption 0.5  sexual-conduct 0.3"
    "  discreditable-conduct 0.7"
)
OUTCOMES = {
    "outside-schedule-3": weighted("resolved 70  not-resolved 30"),
    "under-schedule-3": weighted(
        "service-acceptable 62  service-not-acceptable 16  not-able-to-determine 14"
        "  no-case-to-answer 6  case-to-answer 1  withdrawn 1"
    ),
    "pre-2020-rules": weighted("upheld 12  not-upheld 80  withdrawn 8"),
}
# The law changed on this London day.
NEW_RULES = date(2020, 2, 1)
# Median days to finalise, and the spread of their logarithm.
DAYS = {
    "outside-schedule-3": (40, 0.7),
    "under-schedule-3": (110, 0.6),
    "pre-2020-rules": (150, 0.6),
}
ETHNICITIES = weighted("W1 50  A2 9  A1 5  B1 6  B2 4  M1 3  W9 4  O9 2  NS 17")
ALLEGATIONS: WeightedChoice[int] = WeightedChoice({1: 62, 2: 22, 3: 10, 4: 6})
DAY_SECONDS = 86_400


def complaints(settings: SimulationSettings, day: date) -> Iterator[Lifecycle]:
    """The cases logged on a London day."""
    draws = settings.draws("complaint", day)
    areas = settings.population.area_mix
    moments = settings.moments(ARRIVALS, draws, day, settings.per_day(PER_MONTH))
    for number, logged in enumerate(moments, start=1):
        yield Lifecycle(
            kind="complaint",
            subject=settings.subject("complaint", day, number),
            force=settings.population.force,
            area=draws.draw(areas),
            steps=tuple(_steps(draws, logged)),
        )


def _steps(draws: RandomDraws, logged: datetime) -> Iterator[Step]:
    handling = _handling(draws, logged)
    categories = [draws.draw(CATEGORIES) for _ in range(draws.draw(ALLEGATIONS))]
    yield Step(logged, _first(draws, logged, handling, categories))
    if draws.happens(0.015):
        at = logged + draws.wait(3 * DAY_SECONDS, 0.6)
        yield Step(at, {"cancelled_at": at})
        return
    contacted = logged + draws.wait(2 * DAY_SECONDS, 0.8)
    yield Step(contacted, {"contacted_at": contacted})
    days, spread = DAYS[handling]
    finalised = contacted + draws.wait(days * DAY_SECONDS, spread)
    yield Step(finalised, _final(draws, finalised, handling, categories))


def _handling(draws: RandomDraws, logged: datetime) -> str:
    under = draws.happens(0.104)
    if london_day(logged) < NEW_RULES:
        return "pre-2020-rules"
    return "under-schedule-3" if under else "outside-schedule-3"


def _first(
    draws: RandomDraws, logged: datetime, handling: str, categories: list[str]
) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "received_at": logged - draws.wait(2 * DAY_SECONDS, 0.7),
        "logged_at": logged,
        "handling": handling,
        "allegations": [{"category": each} for each in categories],
    }
    if draws.happens(0.85):
        fields["complainant_ethnicity"] = draws.draw(ETHNICITIES)
    return fields


def _final(
    draws: RandomDraws, finalised: datetime, handling: str, categories: list[str]
) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "finalised_at": finalised,
        "allegations": [
            {
                "category": each,
                "outcome": draws.draw(OUTCOMES[handling]),
                "finalised_at": finalised,
            }
            for each in categories
        ],
    }
    fields["suspended_days"] = draws.between(10, 60) if draws.happens(0.05) else 0
    if handling == "under-schedule-3" and draws.happens(0.15):
        fields["review"] = "requested"
        fields["review_requested_at"] = finalised
    return fields
