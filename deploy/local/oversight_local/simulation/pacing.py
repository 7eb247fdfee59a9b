"""Hold part of what happened back, and send it faster than it happened."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from oversight_local.feeds.events import Change
from oversight_local.simulation.delivery import Delivery, in_order

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
