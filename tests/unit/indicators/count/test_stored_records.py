"""What a stored record adds under definitions that it was not counted under."""

import orjson
import pytest
from tests.unit.indicators.catalogues import catalogue
from tests.unit.indicators.event_builders import data

from oversight_indicators.contributions.compiler import Contributions
from oversight_indicators.count.stored_records import stored_contributions

CONTRIBUTIONS = Contributions(
    catalogue({"measure": "count", "counts": {"kind": "incident", "at": "arrived_at"}})
)
NOON = "2026-03-10T12:00:00Z"


@pytest.mark.parametrize(
    ("changed", "added"),
    [
        # Once to what it is counted in, and once to what it states.
        ({}, 2),
        ({"area": "gone-since"}, 0),
        # Nobody asked for its day before, and there is none: it lies past the end of the calendar.
        ({"arrived_at": "9999-12-31T23:30:00-05:00"}, 0),
    ],
)
def test_what_has_no_place_adds_nothing(changed: dict[str, str], added: int) -> None:
    content = orjson.dumps(data("incident", **{"arrived_at": NOON, **changed}))
    assert len(stored_contributions(CONTRIBUTIONS, "west/incident/r1", content)) == added
