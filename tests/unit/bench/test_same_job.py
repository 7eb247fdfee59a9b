"""The peer does the indicators' job: its totals are those of the records' last revisions."""

from pathlib import Path
from typing import Any

import orjson
from tests.bench.peers.same_job import SameJob
from tests.bench.stream import read_stream, write_stream

from oversight_contracts.definitions.catalogue import load_catalogue
from oversight_contracts.events.event import Event, read_event
from oversight_contracts.facts.facts import Total
from oversight_indicators.contributions.compiler import Contributions

EVENTS = 600


class StateInMemory:
    """Keeps what JSON keeps of values."""

    def __init__(self) -> None:
        self._kept: dict[Any, bytes] = {}

    def get(self, key: Any, default: Any = None) -> Any:
        found = self._kept.get(key)
        return default if found is None else orjson.loads(found)

    def set(self, key: Any, value: Any) -> None:
        self._kept[key] = orjson.dumps(value)

    def named(self, prefix: str) -> dict[str, Any]:
        return {key: self.get(key) for key in self._kept if key.startswith(prefix)}


def expected(definitions: Path, events: list[bytes]) -> dict[str, list[Any]]:
    """The sums of what each record's highest revision adds."""
    contributions = Contributions(load_catalogue(definitions))
    latest: dict[bytes, Event] = {}
    for event in (read_event(orjson.loads(raw), strict=False) for raw in events):
        if event.key not in latest or latest[event.key].revision < event.revision:
            latest[event.key] = event
    sums: dict[str, Total] = {}
    for event in latest.values():
        if event.record is not None:
            for (series, bucket), total in contributions.totals(event.kind, event.record).items():
                parts = (series.indicator, series.force, series.area, series.by, bucket)
                name = "/".join(("total", *parts))
                sums.setdefault(name, Total()).add(total)
    return {name: _plain(t.n, t.of, t.pending, t.values) for name, t in sums.items()}


def _plain(n: int, of: int, pending: int, values: Any) -> list[Any]:
    return [n, of, pending, {str(value): count for value, count in values.items() if count}]


def test_totals_are_those_of_the_last_revisions(tmp_path: Path, definitions: Path) -> None:
    write_stream(tmp_path / "stream", definitions, EVENTS)
    events = read_stream(tmp_path / "stream", EVENTS)
    job, state = SameJob(definitions), StateInMemory()
    # In another order, and a third of them twice.
    for part in (events[200:400], events[:200], events[400:], events[:200]):
        assert job.count(b"[" + b",".join(part) + b"]", state) == 200
    found = {name: _plain(*total) for name, total in state.named("total/").items()}
    assert {name: each for name, each in found.items() if any(each)} == expected(
        definitions, events
    )
    assert len(state.named("receipt/")) == EVENTS
