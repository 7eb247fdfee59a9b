"""How long trouble may go on before the process ends and is started again."""

from collections.abc import Callable


class Patience:
    """Counted from when trouble is first heard of: a frozen database says nothing for a minute."""

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self._seconds = seconds
        self._clock = clock
        self._since: float | None = None

    def lost(self) -> bool:
        """Trouble was heard of; answers whether it goes on for too long."""
        if self._since is None:
            self._since = self._clock()
        return self._clock() - self._since > self._seconds


class Repetition:
    """Counts how often the same sort of error came in a row: what it says can differ each time."""

    def __init__(self) -> None:
        self._last: type[Exception] | None = None
        self._count = 0

    def times(self, error: Exception) -> int:
        """How often this error has come now, without another between."""
        self._count = self._count + 1 if type(error) is self._last else 1
        self._last = type(error)
        return self._count
