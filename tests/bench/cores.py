"""How many cores a process uses: what is at 1.0 bounds a figure."""

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from tests.bench.samples import CORES, HOST, OTHERS, Contender, Sample

from oversight_local.processes.table import descendants

PROC = Path("/proc")
# Fields after the closing bracket of the command name, in clock ticks: a process's own user and
# system time, and that of its children that have ended.
OWN, ENDED = slice(11, 13), slice(13, 15)
# Of /proc/stat: user, nice, system; and what the machine's own host took.
BUSY, STOLEN = (1, 2, 3, 6, 7), 8


class Cores:
    """Watches processes, each with its children, from now on."""

    def __init__(self, pids: Mapping[str, int]) -> None:
        self._pids = pids
        self._before = self._seconds()
        self._began = time.perf_counter()

    def used(self) -> dict[str, float]:
        """Cores by name, on average since the beginning. Empty where the system tells nothing."""
        passed = time.perf_counter() - self._began
        after = self._seconds()
        # A child that has ended since takes what it used with it.
        return {
            f"{CORES}{name}": max(0.0, after[name] - self._before[name]) / passed for name in after
        }

    def _seconds(self) -> dict[str, float]:
        return {name: _tree_seconds(pid, OWN) for name, pid in self._pids.items() if _told()}


def beside_others(contender: Contender) -> Contender:
    """The contender, noting what others on the machine took while it was measured."""

    def measure() -> Sample:
        elsewhere = _elsewhere()
        sample = contender.measure()
        return replace(sample, notes={**sample.notes, **elsewhere()})

    return replace(contender, measure=measure)


def _elsewhere() -> Callable[[], dict[str, float]]:
    began, before = time.perf_counter(), _machine_seconds()

    def since() -> dict[str, float]:
        passed = time.perf_counter() - began
        return {name: (s - before[name]) / passed for name, s in _machine_seconds().items()}

    return since


def _machine_seconds() -> dict[str, float]:
    if not _told():
        return {}
    fields = (PROC / "stat").read_text().splitlines()[0].split()
    busy, stolen = sum(int(fields[each]) for each in BUSY), int(fields[STOLEN])
    ours = _tree_seconds(os.getpid(), slice(OWN.start, ENDED.stop))
    return {OTHERS: busy / _ticks() - ours, HOST: stolen / _ticks()}


def _tree_seconds(pid: int, fields: slice) -> float:
    return sum(_cpu_seconds(each, fields) for each in (pid, *(d.pid for d in descendants(pid))))


def _cpu_seconds(pid: int, fields: slice) -> float:
    try:
        row = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, row[fields])) / _ticks()


def _ticks() -> int:
    return os.sysconf("SC_CLK_TCK")


def _told() -> bool:
    return (PROC / "self" / "stat").exists()
