"""How much memory processes take at most, each with its children: what grows is found that way."""

import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.bench.samples import MEMORY

from oversight_local.processes.table import descendants

PROC = Path("/proc")
SAMPLE_SECONDS = 0.2
KIB_A_MIB = 1024


class Peaks:
    """Looks now and then: a peak stays in what the kernel answers, but ends with its process.

    Processes that share memory (``shared``) are told by their proportional parts of it, of which
    the largest sum that was seen counts.
    """

    def __init__(self, pids: Mapping[str, int], shared: Iterable[str]) -> None:
        self._pids = pids
        self._shared = frozenset(shared)
        self._own: dict[str, dict[int, int]] = {name: {} for name in pids}
        self._together: dict[str, int] = dict.fromkeys(self._shared, 0)

    @classmethod
    @contextmanager
    def watching(cls, pids: Mapping[str, int], shared: Iterable[str] = ()) -> Iterator["Peaks"]:
        """Watches until the end of the block."""
        peaks, ended = cls(pids, shared), threading.Event()

        def watch() -> None:
            while not ended.wait(SAMPLE_SECONDS):
                peaks.look()

        thread = threading.Thread(target=watch, daemon=True)
        thread.start()
        try:
            yield peaks
        finally:
            ended.set()
            thread.join()
            peaks.look()

    def look(self) -> None:
        """Look once."""
        for name, pid in self._pids.items():
            tree = [pid, *(each.pid for each in descendants(pid))]
            if name in self._shared:
                together = sum(_kib(each, "smaps_rollup", "Pss:") for each in tree)
                self._together[name] = max(self._together[name], together)
            else:
                self._own[name] |= {
                    each: kib for each in tree if (kib := _kib(each, "status", "VmHWM:"))
                }

    def figures(self) -> dict[str, float]:
        """MiB by name, as notes of a sample."""
        kib = {name: sum(each.values()) for name, each in self._own.items()} | self._together
        return {f"{MEMORY}{name}": each / KIB_A_MIB for name, each in kib.items() if each}


def _kib(pid: int, file: str, field: str) -> int:
    try:
        lines = (PROC / str(pid) / file).read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(field)), 0)
