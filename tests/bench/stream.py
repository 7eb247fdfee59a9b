"""The stream of events that everything is measured with: a simulated force's incidents.

Each is told again whenever more is known of it (dispatched, arrived, closed), and some are
cancelled, corrected or removed. All contenders read the same file.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path

import orjson

from oversight_contracts.definitions.catalogue import load_catalogue
from oversight_local.client.change import Change, encode
from oversight_local.simulate.incidents import incidents
from oversight_local.simulate.scenario import SimulationSettings, population_of
from oversight_local.stack.tokens import SOURCE

FORCE = "west-midlands"
FIRST = date(2025, 1, 6)
# Enough days for the last of them to be whole: the tail of an incident reaches into the next.
EVENTS_A_DAY = 8_000


def write_stream(path: Path, definitions: Path, count: int) -> float:
    """Write ``count`` events as NDJSON in the order they happened; answers bytes an event."""
    setting = SimulationSettings(population_of(load_catalogue(definitions), FORCE))
    changes = sorted(_changes(setting, count // EVENTS_A_DAY + 2), key=lambda each: each[0])
    with path.open("wb") as file:
        for _, change in changes[:count]:
            file.write(encode(change, SOURCE))
    return path.stat().st_size / count


def read_stream(path: Path, count: int) -> list[bytes]:
    """The first ``count`` events, each as the bytes of its JSON."""
    with path.open("rb") as file:
        return [line.rstrip(b"\n") for line in islice(file, count)]


def revisions_apart(events: list[bytes]) -> list[bytes]:
    """All first revisions, then all second ones: no batch then holds two of a record."""
    return sorted(events, key=lambda event: int(orjson.loads(event)["data"]["revision"]))


def _changes(setting: SimulationSettings, days: int) -> Iterator[tuple[datetime, Change]]:
    for number in range(days):
        for life in incidents(setting, FIRST + timedelta(days=number)):
            for change in life.changes():
                yield change.time, change
