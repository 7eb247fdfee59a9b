"""The period of a headline: the month that is meant, and whether it is whole."""

import pytest
from tests.unit.reporting.documents import figures_of

from oversight_reporting.render.few_records import ABOUT_FEW
from oversight_reporting.web.overview import Group, headline

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


@pytest.mark.parametrize(
    ("measure", "counts", "said"),
    [
        ("proportion", {"numerator": 6, "denominator": 6}, "few: 6 records"),
        ("proportion", {"numerator": 1, "denominator": 1}, "few: 1 record"),
        ("proportion", {"numerator": 2, "denominator": 30}, ""),
        ("count", {"numerator": 9}, "few: 9 records"),
        ("count", {"numerator": 0}, ""),
        ("ratio", {"numerator": 400, "denominator": 29}, "few: 29 records"),
        ("stock", {"numerator": 3}, ""),
    ],
)
def test_a_figure_of_few_records_says_of_how_many(
    measure: str, counts: dict[str, int], said: str
) -> None:
    earlier = {
        **{"from": "2025-11-01", "to": "2025-12-01", "value": 9, "printed": "9", "lower": None},
        **{"numerator": None, "denominator": None, "upper": None, "printed_interval": ""},
        **{"suppressed": False, **counts},
    }
    item = figures_of([{**MONTH, **counts, "earlier": earlier}], measure=measure)
    told = headline(item, "west-midlands")
    assert (told.few, told.earlier_few) == (said, said)
    assert (ABOUT_FEW in Group("Crime", (told,)).notes) == bool(said)
