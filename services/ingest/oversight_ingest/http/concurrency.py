"""A limit on the requests that are worked on at once; one more is told to come back."""

from collections.abc import Iterator
from contextlib import contextmanager

from oversight_runtime.http.problems import Problem


class ConcurrencyLimit:
    """Lets ``most`` requests in at once, and ``of_one`` of the same sender.

    So one that fills all its own places, and is slow, leaves places to the others.
    """

    def __init__(self, most: int, of_one: int) -> None:
        self._most = most
        self._of_one = of_one
        self._senders: dict[str, int] = {}
        self._inside = 0

    @property
    def inside(self) -> int:
        """How many are inside."""
        return self._inside

    @contextmanager
    def enter(self, sender: str) -> Iterator[None]:
        """Stay inside. Raises a 429 problem where it is full, or the sender's part of it is."""
        of_sender = self._senders.get(sender, 0)
        if of_sender >= self._of_one:
            raise _too_many(f"{self._of_one} requests of this kind with this token")
        if self._inside >= self._most:
            raise _too_many(f"{self._most} requests of this kind")
        self._senders[sender] = of_sender + 1
        self._inside += 1
        try:
            yield
        finally:
            self._inside -= 1
            self._leave(sender)

    def _leave(self, sender: str) -> None:
        self._senders[sender] -= 1
        if not self._senders[sender]:
            del self._senders[sender]


def _too_many(what: str) -> Problem:
    detail = f"{what} are being worked on"
    return Problem(429, "too many at once", detail, headers={"Retry-After": "1"})
