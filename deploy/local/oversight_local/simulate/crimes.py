"""Crimes: recorded, sometimes reclassified or cancelled, with outcomes days later."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from oversight_local.simulate.lifecycle import Life, Step
from oversight_local.simulate.random import Chance, Rhythm, mix
from oversight_local.simulate.scenario import Setting

A_MONTH = 18_000
# Recorded when people report and officers write: by day, less at weekends.
RHYTHM = Rhythm(
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
OFFENCES = mix(
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
STRANDS = mix("race 75  religion 7  sexual-orientation 10  disability 6  transgender 2")
REASONS = mix(
    "recorded-in-error 35  duplicate 30  verified-no-crime 25  transferred 9  self-defence 1"
)
# Home Office outcome types; 1 to 8 count as solved.
OUTCOMES = mix("1 75  2 2  3 14  6 2  8 24  14 110  15 120  16 190  18 430  20 8  21 6")


def crimes(setting: Setting, day: date) -> Iterator[Life]:
    """The crimes recorded on a London day."""
    chance = setting.chance("crime", day)
    areas = setting.population.area_mix
    moments = RHYTHM.moments(chance, day, setting.a_day(A_MONTH))
    for number, recorded in enumerate(moments, start=1):
        yield Life(
            kind="crime",
            subject=setting.subject("crime", day, number),
            force=setting.population.force,
            area=chance.draw(areas),
            steps=tuple(_steps(chance, recorded)),
        )


def _steps(chance: Chance, recorded: datetime) -> Iterator[Step]:
    first = _first(chance, recorded)
    yield Step(recorded, first)
    offence: str = first["offence"]
    if offence in RECLASSIFIED and chance.happens(0.03):
        at = recorded + chance.wait(200_000, 0.8)
        yield Step(at, {"offence": RECLASSIFIED[offence]})
    if chance.happens(0.018):
        at = recorded + chance.wait(500_000, 0.8)
        yield Step(at, {"cancelled_at": at, "cancellation_reason": chance.draw(REASONS)})
    elif chance.happens(0.85):
        at = recorded + chance.wait(1_500_000, 1.1)
        yield Step(at, {"outcomes": [{"code": int(chance.draw(OUTCOMES)), "at": at}]})
    if chance.happens(0.0005):
        yield Step(recorded + chance.wait(600_000, 0.5), None)


def _first(chance: Chance, recorded: datetime) -> dict[str, Any]:
    offence = chance.draw(OFFENCES)
    reported = recorded - chance.wait(9_000, 1.2)
    occurred = reported - chance.wait(40_000, 1.6)
    markers = list(_markers(chance, offence))
    fields: dict[str, Any] = {
        "recorded_at": recorded,
        "reported_at": reported,
        "occurred_from": occurred,
        "occurred_to": occurred + timedelta(minutes=chance.between(0, 20)),
        "offence": offence,
        "markers": markers,
        "victim": _victim(chance, offence, markers),
    }
    if offence in ("public-order", "violence-without-injury") and chance.happens(0.13):
        fields["hate_strands"] = [chance.draw(STRANDS)]
    return fields


def _markers(chance: Chance, offence: str) -> Iterator[str]:
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
    return (marker for marker, share in shares.items() if chance.happens(share))


def _victim(chance: Chance, offence: str, markers: list[str]) -> str:
    if offence.startswith(("possession", "trafficking", "public-order")):
        return "state"
    return "organisation" if "business" in markers and chance.happens(0.8) else "person"
