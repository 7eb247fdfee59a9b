"""Hold part of what happened back, and send it faster than it happened."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from oversight_local.client.change import Change
from oversight_local.simulate.complaints import complaints
from oversight_local.simulate.crimes import crimes
from oversight_local.simulate.incidents import incidents
from oversight_local.simulate.lifecycle import Life
from oversight_local.simulate.random import Chance
from oversight_local.simulate.scenario import Setting
from oversight_local.simulate.stop_searches import searches

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


TICK_SECONDS = 0.5


@dataclass
class Held:
    """Passes on what was sent before ``since`` and keeps the rest."""

    since: datetime
    kept: list[Delivery] = field(default_factory=list)

    def before(self, sent: Iterable[Delivery]) -> Iterator[Change]:
        """The changes sent before; what comes later is in ``kept`` once this has run out."""
        for each in sent:
            if each.at < self.since:
                yield each.change
            else:
                self.kept.append(each)

    def later(self) -> list[Delivery]:
        """What was kept, as it arrives."""
        return in_order(self.kept)


@dataclass(frozen=True)
class Replay:
    """``seconds`` of real time stand for the time from ``start`` to ``end``."""

    start: datetime
    end: datetime
    seconds: float

    def batches(
        self,
        sent: Sequence[Delivery],
        clock: Callable[[], float],
        sleep: Callable[[float], None],
    ) -> Iterator[list[Change]]:
        """What arrives in each tick; ``sent`` is in order. Takes ``seconds``, waiting between."""
        began, done = clock(), 0
        while True:
            passed = min(clock() - began, self.seconds)
            reached = self.start + (self.end - self.start) * (passed / self.seconds)
            batch = []
            while done < len(sent) and (sent[done].at <= reached or passed == self.seconds):
                batch.append(sent[done].change)
                done += 1
            yield batch
            if passed == self.seconds:
                return
            sleep(min(TICK_SECONDS, self.seconds - passed))
