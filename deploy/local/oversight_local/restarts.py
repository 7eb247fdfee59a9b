"""When to start again what ended by itself: soon at first, ever later while it keeps ending."""

FIRST_SECONDS = 1.0
LONGEST_SECONDS = 15.0
# Whatever ran for this long had started well.
WELL_SECONDS = 60.0


class Restarts:
    """What waits to be started again. Times are seconds of one clock that never goes back."""

    def __init__(self) -> None:
        self._started: dict[str, float] = {}
        self._pause: dict[str, float] = {}
        self._due: dict[str, float] = {}

    def started(self, name: str, now: float) -> None:
        """It runs since ``now``."""
        self._started[name] = now
        self._due.pop(name, None)

    def ended(self, name: str, now: float) -> float:
        """It ended by itself; answers after how many seconds to start it again."""
        ran = now - self._started.get(name, float("-inf"))
        longer = 2 * self._pause[name] if name in self._pause and ran < WELL_SECONDS else 0
        self._pause[name] = min(LONGEST_SECONDS, max(FIRST_SECONDS, longer))
        self._due[name] = now + self._pause[name]
        return self._pause[name]

    def due(self, now: float) -> list[str]:
        """What to start now."""
        return [name for name, at in self._due.items() if at <= now]

    def forget(self, name: str) -> None:
        """It was ended, or is started, by request: what was before says nothing any more."""
        for each in (self._started, self._pause, self._due):
            each.pop(name, None)
