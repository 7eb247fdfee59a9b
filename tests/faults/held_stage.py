"""Holds alerts at a named stage of its work: the test locks the table that the stage writes to."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg

PATIENCE_SECONDS = 120.0
# Once the table is locked, the stage waits within so long, or something else does.
LOOK_SECONDS = 3.0
WAITING = """
SELECT FROM pg_stat_activity
WHERE application_name = 'oversight-alerts' AND wait_event_type = 'Lock' AND query LIKE %s
"""


@dataclass(frozen=True)
class Stage:
    """A stage by the statement that it ends with, as the server sees it.

    ``begins`` asks whether the stage is about to be reached: only then is the table locked, where
    other stages write to it too.
    """

    name: str
    table: str
    statement: str
    begins: str = "SELECT true"


STAGES = (
    Stage("facts applied", "totals", "INSERT INTO totals"),
    Stage("decisions recorded", "episodes", "INSERT INTO episodes"),
    Stage("e-mails written", "emails", "INSERT INTO emails"),
    Stage(
        *("episodes published", "transitions", "UPDATE transitions SET published_at"),
        "SELECT EXISTS (SELECT FROM alerts.transitions WHERE published_at IS NULL)",
    ),
)


@contextmanager
def held_at(stage: Stage, database_url: str) -> Iterator[None]:
    """Inside, alerts stands at the stage, with all before it done and nothing of it committed."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    with psycopg.connect(database_url, autocommit=True) as asking:
        while True:
            assert time.monotonic() < deadline, f"alerts never came to: {stage.name}"
            if not _answer(asking, stage.begins):
                continue
            with psycopg.connect(database_url) as holding:
                holding.execute(f"LOCK TABLE alerts.{stage.table} IN SHARE MODE")
                if _comes_to_wait(asking, stage):
                    yield
                    return


def _answer(asking: psycopg.Connection, question: str) -> bool:
    row = asking.execute(question.encode()).fetchone()
    return row is not None and bool(row[0])


def _comes_to_wait(asking: psycopg.Connection, stage: Stage) -> bool:
    deadline = time.monotonic() + LOOK_SECONDS
    while time.monotonic() < deadline:
        if asking.execute(WAITING, [f"{stage.statement}%"]).fetchone() is not None:
            return True
        time.sleep(0.01)
    return False
