"""How changes reach us: a little late, now and then hours late, twice, or overtaken."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from oversight_local.feeds.events import Change
from oversight_local.simulation.chance import Chance
from oversight_local.simulation.complaints import complaints
from oversight_local.simulation.crimes import crimes
from oversight_local.simulation.incidents import incidents
from oversight_local.simulation.life import Life
from oversight_local.simulation.searches import searches
from oversight_local.simulation.setting import Setting

KINDS = (incidents, crimes, searches, complaints)
DAY = timedelta(days=1)
LATE, TWICE = 0.004, 0.006


@dataclass(frozen=True, slots=True)
class Delivery:
    """A change, and when the feed sends it."""

    at: datetime
    change: Change


def deliveries(setting: Setting, first: date, until: datetime) -> Iterator[Delivery]:
    """Everything sent before ``until`` of records that begin on the London day ``first`` or later.

    Record by record, as an archive is read; each record's in the order they are sent in.
    """
    day = first
    while day <= until.date() + DAY:
        chance = setting.chance("delivery", day)
        for kind in KINDS:
            for life in kind(setting, day):
                yield from _of(life, chance, until)
        day += DAY


def in_order(sent: Iterable[Delivery]) -> list[Delivery]:
    """As they arrive, one after the other."""
    return sorted(sent, key=lambda each: each.at)


def _of(life: Life, chance: Chance, until: datetime) -> list[Delivery]:
    found = []
    for change in life.changes():
        at = change.time + timedelta(seconds=chance.between(1, 5))
        if chance.happens(LATE):
            at += chance.wait(10_000, 0.8)
        found.append(Delivery(at, change))
        if chance.happens(TWICE):
            found.append(Delivery(at + chance.wait(60, 1.0), change))
    return in_order(each for each in found if each.at < until)
