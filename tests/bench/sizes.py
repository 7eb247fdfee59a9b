"""How much is measured."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    """``batches`` and ``singles`` are the events in the logs that the indicators count.

    ``archive`` are the records that are rebuilt, and ``archive_days`` those of how many days.
    ``loads`` are the events a whole stack has been sent; ``probes`` are the e-mails waited for
    beside ``background`` events a second.
    """

    rounds: int
    connections: int
    warm_up_seconds: float
    seconds: float
    streams: int
    bodies: int
    body_events: int
    record_events: int
    batches: int
    singles: int
    archive: tuple[int, ...]
    archive_days: int
    loads: tuple[int, ...]
    probes: int
    background: float

    @property
    def bulk(self) -> int:
        """Events of one bulk run."""
        return self.streams * self.bodies * self.body_events


FULL = Sizes(
    rounds=3,
    connections=64,
    warm_up_seconds=1.0,
    seconds=6.0,
    streams=4,
    bodies=2,
    body_events=20_000,
    record_events=500,
    batches=200_000,
    singles=40_000,
    archive=(100_000, 500_000, 1_000_000, 2_000_000),
    archive_days=365,
    loads=(100_000, 1_000_000),
    probes=150,
    background=200.0,
)
# Tells whether something broke by a factor; too short for figures to quote.
QUICK = Sizes(
    rounds=1,
    connections=64,
    warm_up_seconds=0.3,
    seconds=1.0,
    streams=4,
    bodies=1,
    body_events=5_000,
    record_events=500,
    batches=25_000,
    singles=5_000,
    archive=(5_000, 10_000, 50_000),
    archive_days=10,
    loads=(5_000, 50_000),
    probes=20,
    background=200.0,
)
