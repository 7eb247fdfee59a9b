"""A whole stack while history is loaded: what each process holds at most, early and late."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime
from functools import cached_property, partial
from itertools import islice
from pathlib import Path

from rich.console import Console
from tests.bench.cores import Cores
from tests.bench.history import changes_between
from tests.bench.memory import Peaks
from tests.bench.rig import POSTGRES
from tests.bench.samples import SECONDS, Contender, NotRun, Sample
from tests.bench.sizes import Sizes

from oversight_contracts.definitions.catalogue import load_catalogue
from oversight_local.checkout import find_definitions
from oversight_local.client.change import Change
from oversight_local.client.ingest import IngestClient, feed_client
from oversight_local.client.settle import settle
from oversight_local.progress import progress_bar
from oversight_local.simulate.scenario import SimulationSettings, population_of
from oversight_local.stack.brokers.model import Broker
from oversight_local.stack.services import SERVICES
from oversight_local.stack.stack import Stack

FIRST = date(2024, 1, 1)
SETTLE_SECONDS = 300.0
SERVER = "PostgreSQL"


class BulkLoads:
    """One stack that holds more and more, until ``stack`` ends."""

    def __init__(
        self, folder: Path, broker: Broker, sizes: Sizes, console: Console, stack: ExitStack
    ) -> None:
        self._folder = folder
        self._broker = broker
        self._sizes = sizes
        self._console = console
        self._stack = stack
        self._loaded = 0

    def contenders(self) -> list[Contender]:
        """In the order in which they are measured: by size."""
        return [
            Contender(
                f"load.{each}", f"bulk load, up to {each:,} events", partial(self._measure, each), 1
            )
            for each in self._sizes.loads
        ]

    def _measure(self, events: int) -> Sample:
        """From the first request until every figure that is shown has all of it."""
        more = events - self._loaded
        if more <= 0:
            raise NotRun(f"{self._loaded:,} events are loaded already")
        pids = self._pids()
        cores, began = Cores(pids), time.perf_counter()
        with Peaks.watching(pids, shared=[SERVER]) as peaks:
            self._load(more)
            settle(self._running.file, SETTLE_SECONDS)
            seconds, used = time.perf_counter() - began, cores.used()
        return Sample(more / seconds, {SECONDS: seconds, **used, **peaks.figures()})

    def _load(self, more: int) -> None:
        file = self._running.file
        with (
            progress_bar(self._console, "loading events", more) as report,
            feed_client(file) as client,
        ):
            sent = IngestClient(client, file.source).send(islice(self._changes, more), report)
        if sent.accepted != more:
            raise RuntimeError(f"{sent.accepted} of {more} events were accepted")
        self._loaded += more

    def _pids(self) -> dict[str, int]:
        found = self._running.file.pids
        return {SERVER: found[POSTGRES], **{each.name: found[each.name] for each in SERVICES}}

    @cached_property
    def _running(self) -> Stack:
        return self._stack.enter_context(
            Stack.start(self._folder, port_base=0, broker=self._broker)
        )

    @cached_property
    def _changes(self) -> Iterator[Change]:
        people = population_of(load_catalogue(find_definitions(None)), self._running.file.force)
        return changes_between(SimulationSettings(people), FIRST, datetime.now(UTC))
