"""A small disk of its own under a folder, which can be full."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from oversight_local.processes.termination import wait_until

ROOM = 1024**3
PATIENCE_SECONDS = 10.0


class NotPermitted(Exception):
    """Whoever runs this may not mount a disk."""


@dataclass(frozen=True)
class Disk:
    """A file system in memory. Full, it is no larger than what it holds; that takes no memory."""

    path: Path

    @property
    def free(self) -> int:
        """Bytes that can still be written."""
        found = os.statvfs(self.path)
        return found.f_bfree * found.f_frsize

    def fill(self) -> None:
        """Leave no room, however much is written meanwhile."""
        assert wait_until(self._filled, PATIENCE_SECONDS), f"{self.path} could not be filled"

    def make_room(self) -> None:
        """Let it be as large as it was."""
        _mount("-o", f"remount,size={ROOM}", str(self.path))

    def _filled(self) -> bool:
        found = os.statvfs(self.path)
        used = (found.f_blocks - found.f_bfree) * found.f_frsize
        try:
            _mount("-o", f"remount,size={used}", str(self.path))
        except NotPermitted:
            # More is on it by now.
            return False
        return self.free == 0


@contextmanager
def disk_under(folder: Path) -> Iterator[Disk]:
    """Move what is in ``folder`` onto a disk of its own, for as long as the block runs.

    Raises ``NotPermitted``.
    """
    before = folder.rename(folder.with_name(f"{folder.name}.before"))
    folder.mkdir()
    _mount("-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(folder))
    try:
        shutil.copytree(before, folder, dirs_exist_ok=True)
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _mount(*words: str) -> None:
    done = subprocess.run(["mount", *words], capture_output=True, text=True)
    if done.returncode != 0:
        raise NotPermitted(done.stderr.strip())
