"""Incidents: received, graded, dispatched, attended, closed; sometimes cancelled or corrected."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from oversight_local.simulate.extent import Scenario
from oversight_local.simulate.lifecycle import Lifecycle, Step
from oversight_local.simulate.paces import (
    ANSWER_SECONDS,
    CHANNELS,
    PACES,
    answer_time,
    by_odds,
    logging_time,
    share_within,
    times_slower,
)
from oversight_local.simulate.random import ArrivalPattern, RandomDraws, WeightedChoice, weighted
from oversight_local.simulate.scenario import SimulationSettings

PER_MONTH = 75_000
# Quiet before dawn, busiest from the late afternoon to midnight.
ARRIVALS = ArrivalPattern(
    hours=(
        *(34, 27, 22, 18, 15, 15, 20, 30, 42, 48, 52, 54),
        *(55, 55, 56, 60, 64, 66, 65, 62, 60, 57, 52, 44),
    ),
    weekdays=(0.98, 0.95, 0.96, 0.97, 1.04, 1.08, 1.02),
)
GRADES = {
    "urgent": weighted("priority-1 36  priority-2 44  priority-3 12  scheduled 3  no-deployment 5"),
    "middling": weighted(
        "priority-1 14  priority-2 40  priority-3 21  scheduled 10  no-deployment 15"
    ),
    "slow": weighted("priority-1 4  priority-2 22  priority-3 36  scheduled 18  no-deployment 20"),
    "desk": weighted("priority-1 1  priority-2 3  priority-3 8  scheduled 28  no-deployment 60"),
}
CATEGORIES: WeightedChoice[tuple[str, str]] = WeightedChoice(
    {
        ("violence", "urgent"): 15,
        ("concern-for-welfare", "urgent"): 13,
        ("anti-social-behaviour", "slow"): 12,
        ("domestic-abuse", "urgent"): 11,
        ("traffic", "middling"): 9,
        ("mental-health", "urgent"): 7,
        ("public-order", "urgent"): 6,
        ("suspicious-circumstances", "middling"): 6,
        ("theft", "slow"): 6,
        ("vehicle-crime", "slow"): 5,
        ("other", "middling"): 5,
        ("burglary", "middling"): 4,
        ("missing-person", "middling"): 3,
        ("fraud", "desk"): 2,
        ("robbery", "urgent"): 1.5,
    }
)
MARKERS = {
    "domestic-abuse": 0.04,
    "mental-health": 0.09,
    "repeat-victim": 0.06,
    "vulnerable-adult": 0.05,
    "child-abuse": 0.01,
    "anti-social-behaviour": 0.02,
}
STRANDS = weighted("race 70  religion 8  sexual-orientation 12  disability 7  transgender 3")

# In the drift crews are short: priority 2 waits longer, and crews come from farther away.
DRIFT = 2.2
# The drift sends other revisions of the same incidents; they replace those sent before. A drift of
# another size has others, that replace those of a smaller one.
DRIFT_REVISION = 1_001
DRIFTS = (Scenario.PRIORITY_2_DRIFT, Scenario.RESPONSE_DRIFT)


def incidents(settings: SimulationSettings, day: date) -> Iterator[Lifecycle]:
    """The incidents whose contact is on a London day."""
    draws = settings.draws("incident", day)
    areas = settings.population.area_mix
    crews = Crews(settings, day, settings.effect("response", day))
    moments = settings.moments(ARRIVALS, draws, day, settings.per_day(PER_MONTH))
    for number, received in enumerate(moments, start=1):
        first = _first(draws, received)
        area = draws.draw(areas)
        drifted = crews.drift(first["grade"], received, area)
        yield Lifecycle(
            kind="incident",
            subject=settings.subject("incident", day, number),
            force=settings.population.force,
            area=area,
            steps=tuple(_steps(draws, first, crews.slower(first["grade"], drifted))),
            first=crews.revision if drifted else 1,
        )


@dataclass(frozen=True)
class Crews:
    """How slow crews are on a day; ``effect`` is how far off the log odds of its shares are."""

    settings: SimulationSettings
    day: date
    effect: float

    def drift(self, grade: str, received: datetime, area: str) -> bool:
        """True where the scenario makes this incident wait longer."""
        extent, scenario = self.settings.extent, self.settings.scenario
        drifting = "priority-2" if scenario is Scenario.PRIORITY_2_DRIFT else extent.grade
        return grade == drifting and any(
            self.settings.affected_by(each, received, area) for each in DRIFTS
        )

    @property
    def revision(self) -> int:
        """The first revision of an incident that drifts."""
        return DRIFT_REVISION + 1_000 * round((self.settings.extent.share or 0) * 1_000)

    def slower(self, grade: str, drifted: bool) -> float:
        """How many times as long as usual they take."""
        fall = self.settings.extent.share if drifted else None
        if grade not in PACES or not (fall or self.effect):
            return DRIFT if drifted else 1.0
        target = self._target(grade)
        share = by_odds(share_within(grade, target), self.effect) * (1 - (fall or 0))
        slower = times_slower(grade, target, share)
        return slower if fall or not drifted else slower * DRIFT

    def _target(self, grade: str) -> int:
        """The seconds within which the share is to be; the usual time where there is no target."""
        return self.settings.population.target(grade, self.day) or usual_seconds(grade)


def usual_seconds(grade: str) -> int:
    """About the median of a grade's response."""
    return round(PACES[grade].wait[0] + PACES[grade].way[0])


def _first(draws: RandomDraws, received: datetime) -> dict[str, Any]:
    category, profile = draws.draw(CATEGORIES)
    grade, channel = draws.draw(GRADES[profile]), draws.draw(CHANNELS)
    answered = received + answer_time(draws, channel)
    markers = [each for each, share in MARKERS.items() if draws.happens(share)]
    fields: dict[str, Any] = {
        "received_at": received,
        "created_at": answered + logging_time(draws),
        "grade": grade,
        "initial_grade": grade,
        "attendance": _attendance(draws, grade),
        "channel": channel,
        "category": category,
        "markers": [each for each in markers if each != category],
    }
    if channel in ANSWER_SECONDS:
        fields["answered_at"] = answered
    if draws.happens(0.008):
        fields["hate_strands"] = [draws.draw(STRANDS)]
    return fields


def _attendance(draws: RandomDraws, grade: str) -> str:
    settled_by_telephone = draws.happens(0.03 if grade == "priority-2" else 0.12)
    if grade == "no-deployment" or (grade != "priority-1" and settled_by_telephone):
        return "not-required"
    return "required"


def _steps(draws: RandomDraws, first: dict[str, Any], slower: float) -> Iterator[Step]:
    created: datetime = first["created_at"]
    yield Step(created, first)
    if draws.happens(0.03):
        at = created + draws.wait(500, 0.8)
        yield Step(at, {"cancelled_at": at, "closed_at": at})
        return
    closed = created + draws.wait(2_400, 0.9)
    if first["attendance"] == "required":
        dispatched, arrived, closed = _attended(draws, first["grade"], created, slower)
        yield Step(dispatched, {"dispatched_at": dispatched})
        if arrived is not None:
            yield Step(arrived, {"arrived_at": arrived})
    yield Step(closed, {"closed_at": closed})
    yield from _afterwards(draws, closed)


def _attended(
    draws: RandomDraws, grade: str, created: datetime, slower: float
) -> tuple[datetime, datetime | None, datetime]:
    pace = PACES[grade]
    dispatched = created + draws.wait(*pace.wait) * slower
    arrived = dispatched + draws.wait(*pace.way) * slower
    closed = arrived + draws.wait(3_000, 0.7)
    if draws.happens(pace.never):
        return dispatched, None, closed
    return dispatched, arrived, closed


def _afterwards(draws: RandomDraws, closed: datetime) -> Iterator[Step]:
    if draws.happens(0.02):
        category, _ = draws.draw(CATEGORIES)
        yield Step(closed + draws.wait(86_400, 0.6), {"category": category})
    if draws.happens(0.001):
        yield Step(closed + draws.wait(400_000, 0.5), None)
