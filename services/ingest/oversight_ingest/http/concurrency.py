"""A limit on the requests that are worked on at once; one more is told to come back."""

from collections.abc import Iterator
from contextlib import contextmanager

from oversight_runtime.http.problems import Problem


class ConcurrencyLimit:
    """Lets ``most`` requests in at once."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.inside = 0

    @contextmanager
    def enter(self) -> Iterator[None]:
        """Stay inside. Raises a 429 problem where it is full."""
        if self.inside >= self._most:
            detail = f"{self._most} requests of this kind are being worked on"
            raise Problem(429, "too many at once", detail, headers={"Retry-After": "1"})
        self.inside += 1
        try:
            yield
        finally:
            self.inside -= 1
