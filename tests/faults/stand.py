"""A whole stack on Apache Kafka with a feed, whose figures are compared after every fault."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
from tests.faults.comparison import differences_from, wait_moved
from tests.faults.event_log import EventLog
from tests.faults.feeding import Feeding, Load
from tests.faults.figures import Figures, Positions
from tests.faults.ledger import Ledger
from tests.faults.size import chosen_size
from tests.faults.stream import changes_of
from tests.faults.table import Table, Trial
from tests.faults.tallying import Tallying

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_local.client.change import Change
from oversight_local.client.ingest import feed_client
from oversight_local.client.settle import settle
from oversight_local.stack.brokers.model import Broker
from oversight_local.stack.service_commands import run_verify
from oversight_local.stack.services import SERVICES, Service
from oversight_local.stack.stack import Stack

SETTLE_SECONDS = 120.0
RECOVERY_SECONDS = 60.0
Reached = Callable[[], Coroutine[Any, Any, Positions]]


@dataclass
class Trying:
    """A fault that is being tried: ``recovery`` times each try."""

    stand: "Stand"
    feeding: Feeding
    recoveries: list[float] = field(default_factory=list)
    tries: int = 0
    remark: str = ""

    @contextmanager
    def recovery(self, reached: Reached | None = None) -> Iterator[None]:
        """Do a fault and its repair inside; leaves when every partition has moved on after that.

        Measured from the beginning of the fault, so a repair's own time is in it. ``reached`` says
        how far things are; without it, how far they are counted.
        """
        began = time.monotonic()
        yield
        self.stand.wait_progress(reached)
        self.recoveries.append(time.monotonic() - began)
        self.tries += 1


@dataclass
class Stand:
    """``trial`` is the way to use it; ``stack`` has the processes to kill, pause and restart."""

    stack: Stack
    catalogue: Catalogue
    table: Table
    ledger: Ledger
    figures: Figures
    seed: int = 0

    @classmethod
    @contextmanager
    def running(
        cls,
        folder: Path,
        catalogue: Catalogue,
        table: Table,
        workers: int = 1,
        brokers: int = 1,
        definitions: Path | None = None,
    ) -> Iterator["Stand"]:
        """A stack of its own on ``folder``, ended with the block.

        ``definitions`` is the folder that ``catalogue`` was read from, if not the one shipped.
        """
        with Stack.start(
            folder,
            definitions=definitions,
            port_base=0,
            services=(*SERVICES, *further_workers(workers - 1)),
            broker=Broker.KAFKA,
            brokers=brokers,
        ) as stack:
            file = stack.file
            yield cls(stack, catalogue, table, Ledger(file.source), Figures(file.postgres))

    @contextmanager
    def trial(
        self,
        fault: str,
        load: Load = Load.BULK,
        piece: int = 200,
        changes: Iterator[Change] | None = None,
        log_stays: bool = True,
    ) -> Iterator[Trying]:
        """Try a fault while a feed sends; then compares every figure and notes it in the table.

        The feed sends ``changes``, or goes on for as long as the trial takes. Where the
        ``log_stays``, its events are held against what came of them.
        """
        before = self.ledger.events
        tallying = Tallying(EventLog(self.stack.file.kafka), self.figures) if log_stays else None
        with (
            feed_client(self.stack.file) as client,
            Feeding(
                client,
                self.ledger,
                changes or self.changes(),
                load,
                piece,
                chosen_size().pause,
            ) as feeding,
        ):
            trying = Trying(self, feeding)
            self.wait_progress()
            yield trying
        differences = self.differences()
        if tallying is not None:
            differences += tallying.differences()
        self.table.trials.append(
            Trial(
                fault,
                trying.tries,
                self.ledger.events - before,
                feeding.tries_again,
                len(differences),
                tuple(trying.recoveries),
                trying.remark,
            )
        )
        assert not differences, f"{len(differences)} differences: {differences[:5]}"

    def changes(self) -> Iterator[Change]:
        """Changes of records that were never sent before."""
        self.seed += 1
        return changes_of(self.catalogue, self.stack.file.force, self.seed)

    def wait_progress(
        self, reached: Reached | None = None, seconds: float = RECOVERY_SECONDS
    ) -> None:
        """Wait until every partition is elsewhere than now; something has to be sent meanwhile."""
        wait_moved(lambda: _answered(reached or self.figures.counted_to), seconds)

    def verify(self) -> None:
        """Compare totals with records as ``oversight verify`` does; raises where they differ."""
        assert run_verify(self.stack.file) == 0, "it names the differences above"

    def differences(self) -> list[str]:
        """Settle, and compare what was accepted with what each service has, total by total."""
        settle(self.stack.file, SETTLE_SECONDS)
        self.verify()
        return asyncio.run(differences_from(self.ledger, self.catalogue, self.figures))


def _answered(reached: Reached) -> dict[str, Positions] | None:
    try:
        return {"all": asyncio.run(reached())}
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return None


def further_workers(count: int) -> tuple[Service, ...]:
    """More processes of the indicators beside the first: ``indicators-2`` and on."""
    (first,) = (service for service in SERVICES if service.name == "indicators")
    return tuple(Service(f"{first.name}-{number}", first.command) for number in range(2, count + 2))
