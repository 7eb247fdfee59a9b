"""Peer: Quix Streams with its own state: RocksDB with a changelog, at least once, commits each 5 s.

Those are its defaults. From the first event that the application sees until its last checkpoint is
committed and it has left its group. Ways: ``counts`` as its manual shows (JSON, a count got and
set by the record's key), ``revisions`` with the event's pydantic models and the higher revision of
each record kept with its digest, ``batches`` as ``counts`` but from records that hold an array,
``job`` as ``same_job`` has it.
"""

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from quixstreams import Application
from tests.bench.cores import Cores
from tests.bench.peers.same_job import SameJob, State
from tests.bench.task import answer_task, task_settings

from oversight_contracts.events.event import read_event
from oversight_contracts.topics import EVENTS

# Answers how many events it was.
Update = Callable[[Any, State], int]


class Measured:
    """``update`` for ``count`` events, then ``finished``; timed from the first of them."""

    def __init__(
        self, update: Update, settings: dict[str, Any], finished: Callable[[], None]
    ) -> None:
        self._update = update
        self._settings = settings
        self._finished = finished
        self._seen = 0
        self._began = 0.0
        self._cores = Cores({})

    def take(self, event: Any, state: State) -> None:
        """Update the state with one event."""
        if not self._seen:
            self._cores = Cores({**self._settings["pids"], "quix": os.getpid()})
            self._began = time.perf_counter()
        self._seen += self._update(event, state)
        if self._seen == self._settings["count"]:
            self._finished()

    def figures(self) -> dict[str, float]:
        """What it came to, as of now."""
        seconds = time.perf_counter() - self._began
        return {"rate": self._seen / seconds, **self._cores.used()}


def count_event(event: Any, state: State) -> int:
    """Count by area and grade."""
    name = f"{event['data']['area']}/{event['data'].get('grade')}"
    state.set(name, state.get(name, 0) + 1)
    return 1


def keep_revision(event: Any, state: State) -> int:
    """Check the event, and keep what its record is known as if it is newer than what is kept."""
    checked = read_event(event, strict=False)
    known = state.get("known")
    if known is None or known[0] < checked.revision:
        state.set("known", [checked.revision, checked.digest.hex()])
    return 1


def _update_of(settings: dict[str, Any]) -> Update:
    if settings["way"] == "job":
        return SameJob(Path(settings["definitions"])).count
    return keep_revision if settings["way"] == "revisions" else count_event


def _run(settings: dict[str, Any], folder: str) -> dict[str, float]:
    way = settings["way"]
    app = Application(
        settings["servers"],
        consumer_group=settings["name"],
        auto_offset_reset="earliest",
        state_dir=folder,
        loglevel="ERROR",
    )
    # The job's own decoder reads bytes; Quix Streams reads JSON with orjson.
    topic = app.topic(
        EVENTS.name,
        key_deserializer="bytes",
        value_deserializer="bytes" if way == "job" else "json",
    )
    events = app.dataframe(topic)
    if way == "batches":
        events = events.apply(list, expand=True)
    measured = Measured(_update_of(settings), settings, app.stop)
    events.update(measured.take, stateful=True)
    app.run()
    return measured.figures()


if __name__ == "__main__":
    given = task_settings()
    with tempfile.TemporaryDirectory(prefix="oversight-bench-") as made:
        answer_task(given, _run(given, made))
