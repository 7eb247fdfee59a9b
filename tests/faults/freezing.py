"""Pause a worker where it has an open transaction, and say what the server thinks it does."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.faults.figures import Figures
from tests.faults.stand import Stand

from oversight_local.waiting import wait_until

# Only what has written has a number: reading transactions hold nothing up.
OPEN = """
SELECT pid, backend_xid::text AS number, state, query FROM pg_stat_activity
WHERE application_name = 'oversight-indicators' AND backend_xid IS NOT NULL
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

    @property
    def copying(self) -> bool:
        """Whether the server waits for rows of a COPY."""
        return self.state == "active" and self.query.startswith("COPY")


def is_open(transaction: Open) -> bool:
    """Any moment of a transaction."""
    return True


def freeze_counting(
    stand: Stand, name: str, wanted: Callable[[Open], bool] = is_open, seed: int = 1
) -> Open:
    """Pause the worker ``name`` at a moment that is ``wanted``; it stays paused."""
    chance, deadline = Random(seed), time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        time.sleep(chance.random() / 10)
        stand.stack.pause(name)
        found = _standing_still(stand.figures)
        if found is not None and wanted(found):
            return found
        stand.stack.resume(name)
    raise AssertionError(f"{name} was never met in such a transaction")


def wait_ended(figures: Figures, transaction: Open, seconds: float) -> float:
    """How many seconds until the server has ended the transaction."""
    began = time.monotonic()
    ended = wait_until(lambda: transaction.number not in _open(figures), seconds)
    assert ended, f"still open after {seconds:g} s: {transaction}"
    return time.monotonic() - began


def _standing_still(figures: Figures) -> Open | None:
    before = _open(figures)
    if not before:
        return None
    time.sleep(STILL_SECONDS)
    after = _open(figures)
    return next((after[number] for number in before if number in after), None)


def _open(figures: Figures) -> dict[str, Open]:
    rows = asyncio.run(figures.sql(OPEN))
    return {row["number"]: Open(**dict(row)) for row in rows}
