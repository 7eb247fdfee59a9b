"""History comes as it happened, and begins on its first day."""

from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path

from tests.bench.history import changes_from

from oversight_contracts.definitions.catalogue import load_catalogue
from oversight_local.simulation.population import population_of
from oversight_local.simulation.setting import Setting


def test_a_day_is_in_order_and_holds_every_kind(definitions: Path) -> None:
    setting = Setting(population_of(load_catalogue(definitions), "west-midlands"), scale=0.1)
    changes = list(islice(changes_from(setting, date(2025, 3, 10)), 500))
    times = [change.time for change in changes]
    assert times == sorted(times)
    assert times[0] >= datetime(2025, 3, 10, tzinfo=UTC)
    assert {"incident", "crime"} <= {change.kind for change in changes}
