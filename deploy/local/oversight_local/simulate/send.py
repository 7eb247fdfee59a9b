"""Send a simulated force to a stack: its history at once, its last hours as if they happened."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from oversight_local.client.ingest import IngestClient, Sent
from oversight_local.simulate.delivery import Delivery, Held, Replay, deliveries
from oversight_local.simulate.scenario import Setting

Report = Callable[[int], None]


@dataclass(frozen=True)
class Live:
    """``seconds`` of real time in which the last ``hours`` are sent."""

    seconds: float
    hours: float


@dataclass(frozen=True)
class SimulationRun:
    """From the London day ``first`` to the moment ``until``, the end of it live where asked."""

    setting: Setting
    first: date
    until: datetime
    live: Live | None = None

    @property
    def live_from(self) -> datetime:
        """The moment from which it is live; its end where nothing is."""
        return self.until - timedelta(hours=self.live.hours if self.live else 0)


def send_history(
    feed: IngestClient, course: SimulationRun, report: Report
) -> tuple[Sent, list[Delivery]]:
    """Send what is not live, and answer what is, in the order of its arrival."""
    held = Held(course.live_from)
    sent = feed.send(held.before(deliveries(course.setting, course.first, course.until)), report)
    return sent, held.later()


def send_live(
    feed: IngestClient,
    course: SimulationRun,
    later: list[Delivery],
    report: Callable[[float], None],
) -> Sent:
    """Send the last hours within the seconds asked for; ``report`` is called with seconds."""
    assert course.live is not None
    replay = Replay(course.live_from, course.until, course.live.seconds)
    began, sent = time.monotonic(), Sent()
    for batch in replay.batches(later, time.monotonic, time.sleep):
        sent.add(feed.send(batch))
        report(time.monotonic() - began)
    return sent


def refused_sentences(sent: Iterable[Sent]) -> list[str]:
    """Why events were refused, one line each."""
    return [f"{each.id}: {each.field} {each.reason}" for part in sent for each in part.refused]
