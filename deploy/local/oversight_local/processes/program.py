"""The program model: a command, how to tell that it is ready, and how it is ended."""

import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

# The name of the process that starts the others and supervises them.
SUPERVISOR = "up"
# Answers None when ready, else says in words what is missing.
Probe = Callable[[], str | None]


@dataclass(frozen=True)
class Program:
    """A process to be: ``title`` is for people, ``name`` for files and methods."""

    name: str
    title: str
    command: tuple[str, ...]
    probe: Probe
    environment: Mapping[str, str] = field(default_factory=dict)
    stop_signal: signal.Signals = signal.SIGTERM
    # What the kernel sends it when the stack's own process is gone.
    orphan_signal: signal.Signals = signal.SIGKILL
    start_seconds: float = 30.0
    stop_seconds: float = 15.0


# Asked anew at each start: it makes what must be there first, and may decide otherwise than before.
Recipe = Callable[[], Program]
