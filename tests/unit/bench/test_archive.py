"""A record of the archive is stored as its events would have left it."""

from datetime import timedelta
from pathlib import Path

import orjson
from tests.bench.archive import FIRST, FORCE, row_of

from oversight_contracts.definitions.catalogue import load_catalogue
from oversight_contracts.events.event import read_event
from oversight_local.client.change import encode
from oversight_local.simulate.delivery import KINDS
from oversight_local.simulate.scenario import SimulationSettings, population_of
from oversight_local.stack.tokens import SOURCE

# Enough for removals, which are rare.
DAYS = 3


def test_a_row_is_what_its_event_says(definitions: Path) -> None:
    setting = SimulationSettings(population_of(load_catalogue(definitions), FORCE))
    changes = [
        change
        for kind in KINDS
        for day in range(DAYS)
        for life in kind(setting, FIRST + timedelta(days=day))
        for change in life.changes()
    ]
    assert {change.verb for change in changes} == {"recorded", "removed"}
    for change in changes:
        event = read_event(orjson.loads(encode(change, SOURCE)), strict=True)
        key, _, *rest = row_of(change)
        removed = event.record is None
        assert key.encode() == event.key
        assert rest == [event.revision, event.digest, removed, event.source, event.data]
