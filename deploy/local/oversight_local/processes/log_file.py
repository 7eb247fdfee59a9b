"""The log files of a stack's processes."""

from pathlib import Path
from typing import BinaryIO

SHOWN = 15
TAIL_BYTES = 16_384


class Log:
    """One process's log. ``begin`` keeps what the run before left as ``<name>.log.1``."""

    def __init__(self, folder: Path, name: str) -> None:
        self.path = folder / f"{name}.log"

    def begin(self) -> None:
        """Set the log of an earlier run aside."""
        if self.path.exists():
            self.path.replace(self.path.with_name(f"{self.path.name}.1"))

    def open(self) -> BinaryIO:
        """Open for appending, so that a restart adds to the same file."""
        return self.path.open("ab")

    def tail(self, lines: int = SHOWN) -> list[str]:
        """The last lines; few enough to be shown."""
        if not self.path.exists():
            return []
        with self.path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - TAIL_BYTES))
            return file.read().decode(errors="replace").splitlines()[-lines:]
