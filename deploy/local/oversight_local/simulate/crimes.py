"""Crimes: recorded, sometimes reclassified or cancelled, with outcomes days later."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from oversight_local.simulate.lifecycle import Lifecycle, Step
from oversight_local.simulate.random import ArrivalPattern, RandomDraws, weighted
from oversight_local.simulate.scenario import SimulationSettings

PER_MONTH = 18_000
# Recorded when people report and officers write: by day, less at weekends.
ARRIVALS = ArrivalPattern(
    hours=(
        12,
        9,
        8,
        6,
        5,
        6,
        10,
        22,
        40,
        55,
        60,
        60,
        56,
        55,
        55,
        56,
        55,
        52,
        46,
        40,
        35,
        30,
        24,
        16,
    ),
    weekdays=(1.1, 1.05, 1.03, 1.02, 1.03, 0.9, 0.87),
)
OFFENCES = weighted(
    "violence-without-injury 150  violence-with-injury 105  stalking-and-harassment 110"
    "  public-order 90  other-theft 75  criminal-damage 75  theft-from-a-vehicle 72"
    "  shoplifting 68  burglary-residential 52  theft-of-a-motor-vehicle 46"
    "  robbery-of-personal-property 26  burglary-business-and-community 20"
    "  possession-of-drugs 20  miscellaneous-crimes 18  other-sexual-offences 18"
    "  possession-of-weapons 15  interfering-with-a-motor-vehicle 12  rape 11"
    "  theft-from-the-person 10  bicycle-theft 9  making-off-without-payment 9"
    "  trafficking-of-drugs 7  arson 4  aggravated-vehicle-taking 4"
    "  robbery-of-business-property 3  death-or-serious-injury-by-driving 0.4  homicide 0.2"
)
VIOLENT = ("violence", "stalking", "rape", "other-sexual", "homicide", "robbery")
BUSINESS = {
    "shoplifting": 1.0,
    "burglary-business-and-community": 0.8,
    "robbery-of-business-property": 1.0,
    "making-off-without-payment": 1.0,
    "other-theft": 0.3,
    "criminal-damage": 0.2,
}
# A crime takes on another heading once more is known.
RECLASSIFIED = {
    "violence-without-injury": "violence-with-injury",
    "other-theft": "theft-from-the-person",
    "theft-from-the-person": "robbery-of-personal-property",
    "criminal-damage": "burglary-residential",
    "public-order": "stalking-and-harassment",
}
STRANDS = weighted("race 75  religion 7  sexual-orientation 10  disability 6  transgender 2")
REASONS = weighted(
    "recorded-in-error 35  duplicate 30  verified-no-crime 25  transferred 9  self-defence 1"
)
# Home Office outcome types; 1 to 8 count as solved.
OUTCOMES = weighted("1 75  2 2  3 14  6 2  8 24  14 110  15 120  16 190  18 430  20 8  21 6")


def crimes(settings: SimulationSettings, day: date) -> Iterator[Lifecycle]:
    """The crimes recorded on a London day."""
    draws = settings.draws("crime", day)
    areas = settings.population.area_mix
    moments = settings.moments(ARRIVALS, draws, day, settings.per_day(PER_MONTH))
    for number, recorded in enumerate(moments, start=1):
        yield Lifecycle(
            kind="crime",
            subject=settings.subject("crime", day, number),
            force=settings.population.force,
            area=draws.draw(areas),
            steps=tuple(_steps(draws, recorded)),
        )


def _steps(draws: RandomDraws, recorded: datetime) -> Iterator[Step]:
    first = _first(draws, recorded)
    yield Step(recorded, first)
    offence: str = first["offence"]
    if offence in RECLASSIFIED and draws.happens(0.03):
        at = recorded + draws.wait(200_000, 0.8)
        yield Step(at, {"offence": RECLASSIFIED[offence]})
    if draws.happens(0.018):
        at = recorded + draws.wait(500_000, 0.8)
        yield Step(at, {"cancelled_at": at, "cancellation_reason": draws.draw(REASONS)})
    elif draws.happens(0.85):
        at = recorded + draws.wait(1_500_000, 1.1)
        yield Step(at, {"outcomes": [{"code": int(draws.draw(OUTCOMES)), "at": at}]})
    if draws.happens(0.0005):
        yield Step(recorded + draws.wait(600_000, 0.5), None)


def _first(draws: RandomDraws, recorded: datetime) -> dict[str, Any]:
    offence = draws.draw(OFFENCES)
    reported = recorded - draws.wait(9_000, 1.2)
    occurred = reported - draws.wait(40_000, 1.6)
    markers = list(_markers(draws, offence))
    fields: dict[str, Any] = {
        "recorded_at": recorded,
        "reported_at": reported,
        "occurred_from": occurred,
        "occurred_to": min(occurred + timedelta(minutes=draws.between(0, 20)), reported),
        "offence": offence,
        "markers": markers,
        "victim": _victim(draws, offence, markers),
    }
    if offence in ("public-order", "violence-without-injury") and draws.happens(0.13):
        fields["hate_strands"] = [draws.draw(STRANDS)]
    return fields


def _markers(draws: RandomDraws, offence: str) -> Iterator[str]:
    violent = offence.startswith(VIOLENT)
    shares = {
        "alcohol": 0.06,
        "business": BUSINESS.get(offence, 0.01),
        "domestic-abuse": 0.38 if offence.startswith(("violence", "stalking")) else 0.02,
        "knife": 0.28 if offence.startswith("robbery") else 0.03 if violent else 0.0,
        "most-serious-violence": 0.03 if offence == "violence-with-injury" else 0.0,
        "public-place": 0.5,
        "public-transport": 0.02,
        "repeat-victim": 0.05,
        "vulnerable-adult": 0.02,
    }
    return (marker for marker, share in shares.items() if draws.happens(share))


def _victim(draws: RandomDraws, offence: str, markers: list[str]) -> str:
    if offence.startswith(("possession", "trafficking", "public-order")):
        return "state"
    return "organisation" if "business" in markers and draws.happens(0.8) else "person"
