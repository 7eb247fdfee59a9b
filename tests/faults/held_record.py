"""Keeps alerts from noting that a letter is delivered: the test locks its row."""

from threading import Event

import psycopg

from oversight_local.processes.termination import wait_until

PATIENCE_SECONDS = 60.0
LOCK = "SELECT FROM alerts.emails WHERE message_id = %s FOR UPDATE"
WAITING = """
SELECT FROM pg_stat_activity
WHERE application_name = 'oversight-alerts' AND wait_event_type = 'Lock'
"""


class HeldRecord:
    """``taken`` is to be called by the mail server before it answers."""

    def __init__(self, database_url: str) -> None:
        self._url = database_url
        self._wanted = Event()
        self._held = Event()
        self._lock: psycopg.Connection | None = None
        self._letter = ""

    def taken(self, letter: str) -> None:
        """Lock the row of a letter, if one is asked for."""
        if self._wanted.is_set():
            self._wanted.clear()
            self._letter = letter
            self._lock = psycopg.connect(self._url)
            self._lock.execute(LOCK, [letter])
            self._held.set()

    def hold_next(self) -> str:
        """Hold the next letter's record; answers which, once alerts has the server's answer."""
        self._held.clear()
        self._wanted.set()
        assert self._held.wait(PATIENCE_SECONDS), "no letter was sent"
        with psycopg.connect(self._url, autocommit=True) as asking:
            waits = wait_until(lambda: asking.execute(WAITING).fetchone() is not None, 5)
        assert waits, "alerts does not wait for the lock"
        return self._letter

    def let_go(self) -> None:
        """Give up the lock."""
        assert self._lock is not None
        self._lock.close()
