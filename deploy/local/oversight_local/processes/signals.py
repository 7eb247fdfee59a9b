"""Handles the signals that ask a command to end."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interruption:
    """Turns true at the first signal.

    Nothing is raised in the middle of a step, so no process is started and then forgotten.
    """

    def __init__(self) -> None:
        self._asked = False

    @classmethod
    @contextmanager
    def listen(cls) -> "Iterator[Interruption]":
        """Take over the signals that end a process, for a while; only in the main thread."""
        interruption = cls()
        before = {number: signal.signal(number, interruption._ask) for number in ENDING}
        try:
            yield interruption
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def __call__(self) -> bool:
        return self._asked

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self._asked = True
