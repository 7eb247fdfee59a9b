"""Sends a simulated force to a stack: its history at once, its last hours as if they happened."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from oversight_contracts.definitions.catalogue import load_catalogue
from oversight_local.checkout import find_definitions
from oversight_local.client.change import Change
from oversight_local.client.ingest import IngestClient, SendInterrupted, SendResult
from oversight_local.simulate.delivery import Delivery, HeldDeliveries, PacedReplay, deliveries
from oversight_local.simulate.scenario import Population, SimulationSettings, population_of
from oversight_local.stack.stack_file import StackFile

Report = Callable[[int], None]
QUARTER = timedelta(days=91)


@dataclass(frozen=True)
class Live:
    """The live part of a run: the last ``hours``, sent in ``seconds`` of real time."""

    seconds: float
    hours: float


@dataclass(frozen=True)
class SimulationRun:
    """A simulation from the London day ``first`` to ``until``, its end live where asked."""

    settings: SimulationSettings
    first: date
    until: datetime
    live: Live | None = None

    @property
    def live_from(self) -> datetime:
        """The moment from which it is live; its end where nothing is."""
        return self.until - timedelta(hours=self.live.hours if self.live else 0)


def simulated_population(stack: StackFile) -> Population:
    """The people and places of the stack's force, as the definitions have them."""
    folder = stack.environment.get("OVERSIGHT_DEFINITIONS")
    definitions = find_definitions(None) if folder is None else find_definitions(Path(folder))
    return population_of(load_catalogue(definitions), stack.force)


@dataclass(frozen=True)
class SentPart:
    """A part of a run: its events, and how far sending them came.

    ``interruption`` says why that came to no end; None where it did.
    """

    name: str
    events: int
    result: SendResult
    interruption: str | None = None

    @property
    def not_reached(self) -> int:
        """Events that were not sent."""
        sent = self.result
        return self.events - sent.accepted - len(sent.refused) - sent.unknown


def send_history(
    feed: IngestClient, run: SimulationRun, report: Report
) -> tuple[SentPart, list[Delivery]]:
    """Send what is not live, and answer what is, in the order of its arrival."""
    held = HeldDeliveries(run.live_from)
    passed = _Counted(held.before(deliveries(run.settings, run.first, run.until)))
    sent, interruption = _send(feed, passed, report)
    # What is live is known only when all was made, and so is how much was not reached.
    events = passed.count_to_the_end()
    return SentPart("history", events, sent, interruption), held.later()


def send_live(
    feed: IngestClient,
    run: SimulationRun,
    later: list[Delivery],
    report: Callable[[float], None],
) -> SentPart:
    """Send the last hours within the seconds asked for; ``report`` is called with seconds."""
    assert run.live is not None
    replay = PacedReplay(run.live_from, run.until, run.live.seconds)
    began, total = time.monotonic(), SendResult()
    for batch in replay.batches(later, time.monotonic, time.sleep):
        sent, interruption = _send(feed, batch, lambda done: None)
        total.add(sent)
        if interruption:
            return SentPart("live", len(later), total, interruption)
        report(time.monotonic() - began)
    return SentPart("live", len(later), total)


def refused_sentences(parts: Iterable[SentPart]) -> list[str]:
    """The reasons why events were refused, one line each."""
    return [
        f"{each.id}: {each.field} {each.reason}" for part in parts for each in part.result.refused
    ]


def _send(
    feed: IngestClient, changes: Iterable[Change], report: Report
) -> tuple[SendResult, str | None]:
    try:
        return feed.send(changes, report), None
    except SendInterrupted as interrupted:
        return interrupted.sent, str(interrupted)


class _Counted:
    """An iterator that knows how many it passed on."""

    def __init__(self, changes: Iterator[Change]) -> None:
        self._changes = changes
        self._passed = 0

    def __iter__(self) -> Iterator[Change]:
        for change in self._changes:
            self._passed += 1
            yield change

    def count_to_the_end(self) -> int:
        """How many there are, those included that nobody asked for."""
        return self._passed + sum(1 for _ in self._changes)
