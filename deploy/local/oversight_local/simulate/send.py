"""Sends a simulated force to a stack: its history at once, its last hours as if they happened."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from oversight_contracts.definitions.catalogue import load_catalogue
from oversight_local.checkout import find_definitions
from oversight_local.client.ingest import IngestClient, SendResult
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


def send_history(
    feed: IngestClient, run: SimulationRun, report: Report
) -> tuple[SendResult, list[Delivery]]:
    """Send what is not live, and answer what is, in the order of its arrival."""
    held = HeldDeliveries(run.live_from)
    sent = feed.send(held.before(deliveries(run.settings, run.first, run.until)), report)
    return sent, held.later()


def send_live(
    feed: IngestClient,
    run: SimulationRun,
    later: list[Delivery],
    report: Callable[[float], None],
) -> SendResult:
    """Send the last hours within the seconds asked for; ``report`` is called with seconds."""
    assert run.live is not None
    replay = PacedReplay(run.live_from, run.until, run.live.seconds)
    began, sent = time.monotonic(), SendResult()
    for batch in replay.batches(later, time.monotonic, time.sleep):
        sent.add(feed.send(batch))
        report(time.monotonic() - began)
    return sent


def refused_sentences(sent: Iterable[SendResult]) -> list[str]:
    """The reasons why events were refused, one line each."""
    return [f"{each.id}: {each.field} {each.reason}" for part in sent for each in part.refused]
