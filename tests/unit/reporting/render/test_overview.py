"""The period of a headline: the month that is meant, and whether it is whole."""

import pytest
from tests.unit.reporting.documents import figures_of

from oversight_reporting.web.overview import headline

MONTH = {"from": "2026-11-01", "to": "2026-12-01", "value": 9, "printed": "9"}


@pytest.mark.parametrize(
    ("covers", "running", "period"),
    [
        ("whole", False, "November 2026"),
        ("whole", True, "November 2026 so far"),
        ("part", True, "November 2026 so far"),
        ("part", False, "November 2026, in part"),
        ("none", False, "November 2026"),
    ],
)
def test_a_month_that_is_not_whole_says_so(covers: str, running: bool, period: str) -> None:
    item = figures_of([{**MONTH, "covers": covers, "running": running}])
    assert headline(item, "west-midlands").period == period
