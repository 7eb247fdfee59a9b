"""The order and pace in which a simulated force's events are delivered."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from oversight_local.client.change import Change
from oversight_local.simulate.complaints import complaints
from oversight_local.simulate.crimes import crimes
from oversight_local.simulate.feed_faults import Feed, feed_of
from oversight_local.simulate.incidents import incidents
from oversight_local.simulate.lifecycle import Lifecycle
from oversight_local.simulate.random import RandomDraws
from oversight_local.simulate.scenario import SimulationSettings
from oversight_local.simulate.stop_searches import searches

KINDS = (incidents, crimes, searches, complaints)
DAY = timedelta(days=1)
LATE, TWICE = 0.004, 0.006


@dataclass(frozen=True, slots=True)
class Delivery:
    """A change, and when the feed sends it."""

    at: datetime
    change: Change


def deliveries(settings: SimulationSettings, first: date, until: datetime) -> Iterator[Delivery]:
    """The deliveries before ``until`` of records that begin on the London day ``first`` or later.

    Record by record, as an archive is read; each record's in the order they are sent in.
    """
    day, feed = first, feed_of(settings)
    while day <= until.date() + DAY:
        draws = settings.draws("delivery", day)
        for kind in KINDS:
            for lifecycle in kind(settings, day):
                yield from _deliveries_of(lifecycle, draws, feed, until)
        day += DAY


def in_order(sent: Iterable[Delivery]) -> list[Delivery]:
    """Deliveries in the order of their arrival."""
    return sorted(sent, key=lambda each: each.at)


def _deliveries_of(
    lifecycle: Lifecycle, draws: RandomDraws, feed: Feed, until: datetime
) -> list[Delivery]:
    found = []
    for change in feed.known(lifecycle).changes():
        at = change.time + timedelta(seconds=draws.between(1, 5))
        if draws.happens(LATE):
            at += draws.wait(10_000, 0.8)
        found.append(Delivery(feed.sent(change.kind, at), change))
        if draws.happens(TWICE):
            twice = at + draws.wait(60, 1.0)
            found.append(Delivery(feed.sent(change.kind, twice), change))
    return in_order(each for each in found if each.at < until)


TICK_SECONDS = 0.5


@dataclass
class HeldDeliveries:
    """Passes on what was sent before ``since`` and holds the rest back."""

    since: datetime
    held_back: list[Delivery] = field(default_factory=list)

    def before(self, sent: Iterable[Delivery]) -> Iterator[Change]:
        """The changes sent before; what comes later is in ``held_back`` once this has run out."""
        for each in sent:
            if each.at < self.since:
                yield each.change
            else:
                self.held_back.append(each)

    def later(self) -> list[Delivery]:
        """The deliveries held back, in the order of their arrival."""
        return in_order(self.held_back)


@dataclass(frozen=True)
class PacedReplay:
    """Replays the time from ``start`` to ``end`` in ``seconds`` of real time."""

    start: datetime
    end: datetime
    seconds: float

    def batches(
        self,
        sent: Sequence[Delivery],
        clock: Callable[[], float],
        sleep: Callable[[float], None],
    ) -> Iterator[list[Change]]:
        """The changes of each tick; ``sent`` is in order. Takes ``seconds``, waiting between."""
        began, position = clock(), 0
        while True:
            passed = min(clock() - began, self.seconds)
            reached = self.start + (self.end - self.start) * (passed / self.seconds)
            batch = []
            while position < len(sent) and (sent[position].at <= reached or passed == self.seconds):
                batch.append(sent[position].change)
                position += 1
            yield batch
            if passed == self.seconds:
                return
            sleep(min(TICK_SECONDS, self.seconds - passed))
