"""The board's published stop and search ratios, from the raw records."""

import csv
import gzip
import os
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest

from oversight_measures.estimates.disparity import rate_ratio, rate_ratio_interval
from oversight_measures.periods.period import financial_year, london_day
from oversight_measures.rounding import round_half_up

FOLDER = os.environ.get("OVERSIGHT_REAL_DATA", "")
pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not FOLDER, reason="OVERSIGHT_REAL_DATA names no folder"),
]

# Census 2011, West Midlands; the Asian group includes Chinese.
RESIDENTS = {"White": 1_919_138, "Black": 164_069, "Asian": 514_981}


def searches(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def group(ethnicity: str) -> str:
    return ethnicity.partition(" ")[0].partition("/")[0]


@pytest.fixture(scope="module")
def by_group() -> Counter[str]:
    """Searches of the financial year 2019/20 by self-defined ethnic group."""
    year = financial_year(date(2019, 4, 1))
    folder = Path(FOLDER) / "west-midlands-stop-search"
    return Counter(
        group(row["Self-defined ethnicity"])
        for path in sorted(folder.glob("*.csv.gz"))
        for row in searches(path)
        if london_day(datetime.fromisoformat(row["Date"])) in year
    )


def test_every_search_of_the_year_is_counted(by_group: Counter[str]) -> None:
    assert by_group.total() == 24_631


@pytest.mark.parametrize(
    ("ethnicity", "ratio", "published"), [("Black", "4.475", "4.5"), ("Asian", "2.581", "2.6")]
)
def test_the_published_ratio(
    by_group: Counter[str], ethnicity: str, ratio: str, published: str
) -> None:
    counts = (by_group[ethnicity], RESIDENTS[ethnicity], by_group["White"], RESIDENTS["White"])
    found = rate_ratio(*counts)
    assert found is not None
    assert str(round_half_up(found, 3)) == ratio
    assert str(round_half_up(found, 1)) == published
    interval = rate_ratio_interval(*counts)
    assert interval.lower is not None
    assert interval.upper is not None
    assert interval.lower < found < interval.upper
