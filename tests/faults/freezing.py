"""Pause a process where it has an open transaction, and say what the server thinks it does."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random

import psycopg
from psycopg.rows import class_row
from tests.faults.stand import Stand

from oversight_local.processes.termination import wait_until

# Only what has written has a number: reading transactions hold nothing up.
OPEN = """
SELECT pid, backend_xid::text AS number, state, query, wait_event FROM pg_stat_activity
WHERE application_name = %s AND backend_xid IS NOT NULL
"""
# A running worker does not stand still for so long.
STILL_SECONDS = 0.3
PATIENCE_SECONDS = 60.0


@dataclass(frozen=True)
class Open:
    """A transaction as the server sees it: ``state`` is active or idle in transaction."""

    pid: int
    number: str
    state: str
    query: str
    wait_event: str | None

    @property
    def copying(self) -> bool:
        """Whether the server waits for more rows of a COPY."""
        return self.state == "active" and self.wait_event == "ClientRead"


Look = Callable[[], list[Open]]


def is_open(transaction: Open) -> bool:
    """Any moment of a transaction."""
    return True


def freeze_in_transaction(
    stand: Stand, name: str, wanted: Callable[[Open], bool] = is_open, seed: int = 1
) -> Open:
    """Pause the process ``name`` at a moment that is ``wanted``; it stays paused."""
    chance, deadline = Random(seed), time.monotonic() + PATIENCE_SECONDS
    with _watching(stand, name) as look:
        while time.monotonic() < deadline:
            # Long enough to get somewhere on a busy machine.
            time.sleep(chance.uniform(0.05, 0.3))
            stand.stack.pause(name)
            found = _standing_still(look, wanted)
            if found is not None:
                return found
            stand.stack.resume(name)
    raise AssertionError(f"{name} was never met in such a transaction")


def freeze_idle(stand: Stand, name: str) -> None:
    """Pause the process ``name`` between two transactions."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    with _watching(stand, name) as look:
        while time.monotonic() < deadline:
            stand.stack.pause(name)
            if _standing_still(look, is_open) is None:
                return
            stand.stack.resume(name)
            time.sleep(0.1)
    raise AssertionError(f"{name} was never met between transactions")


def wait_ended(stand: Stand, name: str, transaction: Open, seconds: float) -> float:
    """How many seconds until the server has ended a transaction of ``name``."""
    began = time.monotonic()
    with _watching(stand, name) as look:
        ended = wait_until(
            lambda: all(each.number != transaction.number for each in look()), seconds
        )
    assert ended, f"still open after {seconds:g} s: {transaction}"
    return time.monotonic() - began


def _standing_still(look: Look, wanted: Callable[[Open], bool]) -> Open | None:
    before = [each for each in look() if wanted(each)]
    if not before:
        return None
    time.sleep(STILL_SECONDS)
    after = look()
    return next((each for each in before if each in after), None)


@contextmanager
def _watching(stand: Stand, name: str) -> Iterator[Look]:
    # All workers of a service have one name there.
    service = f"oversight-{name.partition('-')[0]}"
    url, rows = stand.stack.file.postgres, class_row(Open)
    with psycopg.connect(url, autocommit=True, row_factory=rows, connect_timeout=10) as connection:
        yield lambda: connection.execute(OPEN, [service]).fetchall()
