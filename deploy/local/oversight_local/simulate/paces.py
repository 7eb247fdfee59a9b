"""The pace of crews by grade, and how much slower all is at another share within target."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from math import exp

from oversight_local.simulate.random import RandomDraws, weighted

CHANNELS = weighted(
    "999 35  101 38  online 12  live-chat 4  front-counter 3  officer 4  agency 2  alarm 2"
)
ANSWER_SECONDS = {"999": (7, 0.7), "101": (75, 1.0)}
# So many attended incidents tell a share to within half of a percentage point.
SAMPLES = 20_000


@dataclass(frozen=True)
class Pace:
    """Median seconds and spread of the wait for a crew and of its way; the share never attended."""

    wait: tuple[float, float]
    way: tuple[float, float]
    never: float


PACES = {
    "priority-1": Pace((138, 0.60), (330, 0.50), 0.008),
    "priority-2": Pace((1_120, 0.95), (840, 0.50), 0.025),
    "priority-3": Pace((9_000, 1.1), (1_300, 0.50), 0.08),
    "scheduled": Pace((130_000, 0.6), (1_500, 0.50), 0.06),
}


def answer_time(draws: RandomDraws, channel: str) -> timedelta:
    """The wait of a contact until somebody answers."""
    return draws.wait(*ANSWER_SECONDS.get(channel, (1, 0.1)))


def logging_time(draws: RandomDraws) -> timedelta:
    """From the answer to the log."""
    return timedelta(seconds=draws.between(15, 90))


def share_within(grade: str, target: int, slower: float = 1.0) -> float:
    """Of the attended incidents of a grade, the share within ``target`` seconds of the contact.

    Where crews take ``slower`` times as long to be free and on their way.
    """
    room = _room(grade, target)
    return 1 - bisect_right(room, slower) / len(room)


def times_slower(grade: str, target: int, share: float) -> float:
    """How many times as long crews take where that share is within ``target`` seconds."""
    room = _room(grade, target)
    return room[min(len(room) - 1, max(0, round((1 - share) * len(room))))]


def by_odds(share: float, effect: float) -> float:
    """The share whose log odds are so much higher."""
    odds = share / (1 - share) * exp(effect)
    return odds / (1 + odds)


@cache
def _room(grade: str, target: int) -> tuple[float, ...]:
    """How many times slower each of many incidents could be and still be in time, in order."""
    draws, pace = RandomDraws(f"paces/{grade}"), PACES[grade]
    return tuple(sorted(_room_of_one(draws, pace, target) for _ in range(SAMPLES)))


def _room_of_one(draws: RandomDraws, pace: Pace, target: int) -> float:
    before = answer_time(draws, draws.draw(CHANNELS)) + logging_time(draws)
    crew = draws.wait(*pace.wait) + draws.wait(*pace.way)
    return (target - before.total_seconds()) / max(1.0, crew.total_seconds())
