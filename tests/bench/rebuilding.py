"""``rebuild`` and ``verify`` over more and more records, and over a year's."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property, partial

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from tests.bench.archive import Archive
from tests.bench.cores import Cores
from tests.bench.memory import Peaks
from tests.bench.rig import POSTGRES, Rig
from tests.bench.samples import CORES, SECONDS, Contender, Sample
from tests.bench.sizes import Sizes

SERVER = "PostgreSQL"
COLUMNS = (
    TextColumn("{task.description}"),
    BarColumn(),
    MofNCompleteColumn(),
    TimeElapsedColumn(),
)


@dataclass(frozen=True)
class Extent:
    """How much is rebuilt: whole days, of so many ``records`` and ``days`` at least."""

    name: str
    words: str
    records: int = 0
    days: int = 0


class Rebuilding:
    """One database whose records grow from one contender to the next, until ``stack`` ends."""

    def __init__(self, rig: Rig, sizes: Sizes, console: Console, stack: ExitStack) -> None:
        self._rig = rig
        self._sizes = sizes
        self._console = console
        self._stack = stack

    def contenders(self) -> list[Contender]:
        """In the order in which they are measured: by size."""
        extents = [Extent(str(each), f"{each:,} records", each) for each in self._sizes.archive]
        days = self._sizes.archive_days
        year = Extent("year", f"a year's records ({days} days)", days=days)
        return [
            *(self._contender("rebuild", each) for each in (*extents[:-1], year)),
            self._contender("verify", year),
            self._contender("rebuild", extents[-1]),
        ]

    def _contender(self, command: str, extent: Extent) -> Contender:
        measure = partial(self._measure, command, extent)
        return Contender(f"{command}.{extent.name}", f"{command}, {extent.words}", measure, 1)

    def _measure(self, command: str, extent: Extent) -> Sample:
        """From the start of the process to its end."""
        self._grow(extent)
        server = self._rig.pids(**{SERVER: POSTGRES})
        cores, began = Cores(server), time.perf_counter()
        process = subprocess.Popen(
            _words(command), env=self._rig.environment(self._database), stdout=subprocess.DEVNULL
        )
        with Peaks.watching({command: process.pid, **server}, shared=[SERVER]) as peaks:
            _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds, used = time.perf_counter() - began, cores.used()
        if process.returncode:
            raise RuntimeError(f"{command} ended with {process.returncode}")
        used[f"{CORES}{command}"] = (usage.ru_utime + usage.ru_stime) / seconds
        return Sample(
            self._archive.records / seconds, {SECONDS: seconds, **used, **peaks.figures()}
        )

    def _grow(self, extent: Extent) -> None:
        archive = self._archive
        with Progress(*COLUMNS, console=self._console, transient=True) as progress:
            task = progress.add_task("storing records", total=extent.records or None)
            progress.advance(task, archive.records)
            report = partial(progress.advance, task)
            asyncio.run(archive.grow(self._database, extent.records, extent.days, report))

    @cached_property
    def _archive(self) -> Archive:
        return Archive(self._rig.definitions)

    @cached_property
    def _database(self) -> str:
        """With the tables, and a generation of no records."""
        url = self._stack.enter_context(self._rig.database())
        environment = self._rig.environment(url)
        subprocess.run(_words("rebuild"), env=environment, check=True, capture_output=True)
        return url


def _words(command: str) -> Sequence[str]:
    return sys.executable, "-m", "oversight_indicators", command, "--json"
