"""The supervisor: restarts processes that end by themselves, and says each time why."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from oversight_local.failure import Failure
from oversight_local.processes.manager import Processes
from oversight_local.processes.program import Recipe

FIRST_SECONDS = 1.0
LONGEST_SECONDS = 15.0
# Whatever ran for this long had started well.
WELL_SECONDS = 60.0


class RestartSchedule:
    """The schedule of restarts, with backoff. Times are seconds of one monotonic clock."""

    def __init__(self) -> None:
        self._started: dict[str, float] = {}
        self._pause: dict[str, float] = {}
        self._due: dict[str, float] = {}

    def started(self, name: str, now: float) -> None:
        """Note that a process was started at ``now``."""
        self._started[name] = now
        self._due.pop(name, None)

    def ended(self, name: str, now: float) -> float:
        """Note that a process ended by itself; answers in how many seconds to start it again."""
        ran = now - self._started.get(name, float("-inf"))
        longer = 2 * self._pause[name] if name in self._pause and ran < WELL_SECONDS else 0
        self._pause[name] = min(LONGEST_SECONDS, max(FIRST_SECONDS, longer))
        self._due[name] = now + self._pause[name]
        return self._pause[name]

    def due(self, now: float) -> list[str]:
        """The processes to start now."""
        return [name for name, at in self._due.items() if at <= now]

    def forget(self, name: str) -> None:
        """Drop what is known of a process that is ended or started by request."""
        for each in (self._started, self._pause, self._due):
            each.pop(name, None)


Say = Callable[[str], None]
WATCH_SECONDS = 0.2


class Supervisor:
    """Supervises processes made by ``recipes``; ``changed`` is called when one was restarted."""

    def __init__(
        self,
        processes: Processes,
        recipes: Mapping[str, Recipe],
        changed: Callable[[], None],
    ) -> None:
        self._processes = processes
        self._recipes = recipes
        self._changed = changed
        self._restarts = RestartSchedule()
        # Held by whoever starts, ends or looks for processes: a kill must not pass for a crash.
        self.lock = threading.RLock()
        self.active = False

    def watch(self, until: Callable[[], bool], say: Say) -> None:
        """Restart what ends by itself until ``until`` answers true."""
        self.active = True
        try:
            while not until():
                with self.lock:
                    self._restart_ended(say)
                time.sleep(WATCH_SECONDS)
        finally:
            self.active = False

    @contextmanager
    def watch_in_thread(self, say: Say) -> Iterator[None]:
        """Watch in a thread for as long as the block runs."""
        over = threading.Event()
        thread = threading.Thread(target=self.watch, args=(over.is_set, say))
        self.active = True
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def release(self, name: str) -> None:
        """Leave a process to whoever drives the stack."""
        self._restarts.forget(name)

    def _restart_ended(self, say: Say) -> None:
        for ended in self._processes.take_ended():
            self._schedule(ended.name, ended.failure, say)
        for name in self._restarts.due(time.monotonic()):
            self._start(name, say)

    def _start(self, name: str, say: Say) -> None:
        try:
            self._processes.start(self._recipes[name]())
        except Failure as failure:
            self._schedule(name, failure, say)
        except OSError as error:
            # Its settings and its log are files too, and the disk may be full.
            self._schedule(name, Failure(f"{name} could not be started: {error}"), say)
        else:
            self._restarts.started(name, time.monotonic())
            self._changed()

    def _schedule(self, name: str, failure: Failure, say: Say) -> None:
        seconds = self._restarts.ended(name, time.monotonic())
        last = next((line.strip() for line in reversed(failure.details) if line.strip()), "")
        because = f". It said: {last}" if last else ""
        say(f"{failure}. It is started again in {seconds:g} s{because}")
