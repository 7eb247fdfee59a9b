"""A Maildir in which the letters of some rules are waited for."""

import time
from pathlib import Path

POLL_SECONDS = 0.005


class Mailbox:
    """Letters name their rule at the end, whose id begins so; others may come between."""

    def __init__(self, maildir: Path, rules: str) -> None:
        self._folder = maildir / "new"
        self._mark = f"(rule {rules}".encode()
        self._seen: set[str] = set()
        self.letters = 0

    def wait(self, letters: int, seconds: float) -> None:
        """Wait until there are so many. Raises ``TimeoutError``."""
        deadline = time.monotonic() + seconds
        while self.letters < letters:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self.letters} e-mails came within {seconds:g} s")
            self._look()
            time.sleep(POLL_SECONDS)

    def _look(self) -> None:
        for path in self._folder.glob("*"):
            if path.name not in self._seen:
                self._seen.add(path.name)
                self.letters += self._mark in path.read_bytes()
