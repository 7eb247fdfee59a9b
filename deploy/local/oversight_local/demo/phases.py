"""The phases of the demonstration, timed."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console


class Phases:
    """Times the phases of the demonstration and prints what begins."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self.seconds: dict[str, float] = {}

    @contextmanager
    def phase(self, title: str) -> Iterator[None]:
        """Time what happens inside."""
        self._console.print(f"[bold]{title}[/bold] …")
        began = time.monotonic()
        yield
        self.seconds[title] = time.monotonic() - began

    @property
    def total(self) -> float:
        """Seconds of all of them."""
        return sum(self.seconds.values())
