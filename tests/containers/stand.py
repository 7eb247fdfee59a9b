"""A stack of containers with a feed, whose figures are compared after every fault."""

import asyncio
import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.containers.compose import POLL, Compose
from tests.containers.figures import ContainerFigures
from tests.containers.records import records
from tests.faults.comparison import Reached, differences_from, wait_moved
from tests.faults.feeding import Feeding, Load
from tests.faults.figures import Positions
from tests.faults.ledger import Ledger
from tests.faults.table import Table, Trial

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_local.client.change import Change
from oversight_local.processes.termination import wait_until
from oversight_local.stack.tokens import SOURCE

SETTLE_SECONDS = 120.0
RECOVERY_SECONDS = 120.0
# Most of a trial would go by recounting what a faster feed sends.
PIECE, PAUSE = 20, 0.4


@dataclass
class Trying:
    """A fault that is being tried: ``recoveries`` in seconds."""

    stand: "Stand"
    feeding: Feeding
    recoveries: list[float] = field(default_factory=list)
    remark: str = ""

    def wait_recovered(self) -> None:
        """Wait until all is healthy and each service moves on; notes the seconds from now."""
        began = time.monotonic()
        self.stand.compose.wait_healthy()
        self.stand.wait_progress()
        self.recoveries.append(time.monotonic() - began)


@dataclass
class Stand:
    """``trial`` is the way to use it. Whoever else sends into its stack notes it in ``ledger``."""

    compose: Compose
    catalogue: Catalogue
    table: Table
    figures: ContainerFigures
    changes: Iterator[Change]
    ledger: Ledger = field(default_factory=lambda: Ledger(SOURCE))

    @classmethod
    def on(cls, compose: Compose, catalogue: Catalogue, table: Table, folder: Path) -> "Stand":
        """One for a stack that nothing was sent to; ``folder`` is for what reading puts aside."""
        return cls(compose, catalogue, table, ContainerFigures(compose), records(catalogue, folder))

    @contextmanager
    def trial(self, fault: str) -> Iterator[Trying]:
        """Try a fault while a feed sends; then compares every figure and notes it in the table."""
        before = self.ledger.events
        with (
            self.compose.client("ingest", "feed") as client,
            Feeding(client, self.ledger, self.changes, Load.BULK, PIECE, PAUSE) as feeding,
        ):
            trying = Trying(self, feeding)
            self.wait_progress()
            yield trying
        differences = self.differences()
        self.table.trials.append(
            Trial(
                fault,
                len(trying.recoveries),
                self.ledger.events - before,
                feeding.tries_again,
                len(differences),
                tuple(trying.recoveries),
                trying.remark,
            )
        )
        assert not differences, f"{len(differences)} differences: {differences[:5]}"

    def wait_progress(self) -> None:
        """Wait until each service is further in every partition than now, while a feed sends."""
        wait_moved(self._reached, RECOVERY_SECONDS, POLL)

    def settle(self) -> None:
        """Wait until all that was accepted is counted, shown and judged by."""
        assert wait_until(self._all_counted, SETTLE_SECONDS, POLL), "not everything is counted"
        counted = asyncio.run(self.figures.counted_to())
        reached = wait_until(lambda: self._all_reached(counted), SETTLE_SECONDS, POLL)
        assert reached, self._reached()

    def differences(self) -> list[str]:
        """Settle, and compare what was accepted with what each service has, total by total."""
        self.settle()
        report = self.verified()
        found = [f"verify: {each}" for each in report["differences"]]
        return found + asyncio.run(differences_from(self.ledger, self.catalogue, self.figures))

    def verified(self) -> dict[str, Any]:
        """What ``verify`` finds, which recomputes every total from the stored records."""
        words = ("-m", "oversight_indicators", "verify", "--json")
        found: dict[str, Any] = json.loads(self.compose.python("indicators", *words))
        return found

    def _all_counted(self) -> bool:
        received = self.figures.received(self.ledger.source)
        return asyncio.run(received) >= len(self.ledger.ids)

    def _all_reached(self, counted: Positions) -> bool:
        reached = self._reached()
        return reached is not None and all(
            positions.get(partition, 0) >= offset
            for positions in reached.values()
            for partition, offset in counted.items()
        )

    def _reached(self) -> Reached | None:
        """How far each service is; None while the database does not answer."""
        try:
            return asyncio.run(self.figures.reached())
        except subprocess.CalledProcessError:
            return None
