"""History comes as it happened, and begins on its first day."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tests.bench.history import changes_between

from oversight_contracts.definitions.catalogue import load_catalogue
from oversight_local.simulate.scenario import SimulationSettings, population_of


def test_history_is_what_happened_by_then(definitions: Path) -> None:
    setting = SimulationSettings(
        population_of(load_catalogue(definitions), "west-midlands"), scale=0.1
    )
    first, until = date(2025, 3, 10), datetime(2025, 3, 12, 15, tzinfo=UTC)
    changes = list(changes_between(setting, first, until))
    times = [change.time for change in changes]
    assert datetime(2025, 3, 10, tzinfo=UTC) <= min(times)
    assert until - timedelta(minutes=30) < max(times) < until
    assert {"incident", "crime"} <= {change.kind for change in changes}
    # In order, but for what became known of a day's records on days after it.
    begun = [change.time for change in changes if change.revision == 1]
    assert begun == sorted(begun)
