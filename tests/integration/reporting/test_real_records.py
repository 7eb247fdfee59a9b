"""The board's published ratios, from the raw records through the service."""

import csv
import gzip
import os
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
from tests.integration.reporting.publishing import cut, total
from tests.integration.reporting.service import Service

from oversight_measures.periods.period import london_day

pytestmark = pytest.mark.real_data


async def test_the_published_ratios(service: Service) -> None:
    searches = _searches(Path(os.environ["OVERSIGHT_REAL_DATA"]) / "west-midlands-stop-search")
    await service.publishing.facts(
        *(total("stop-search.disparity", day, n, by=by) for (day, by), n in searches.items()),
        cut(1),
    )
    await service.cut_at(1)
    found = await service.json(
        "/v1/indicators/stop-search.disparity/values",
        from_="2019-04-01",
        to="2020-04-01",
        area="force",
        by="ethnicity",
        basis="census-2011",
    )
    rows = {row["label"]: row for row in found["rows"]}
    assert found["total"]["numerator"] == 24_631
    assert round(rows["Black"]["value"], 3) == 4.475
    assert round(rows["Asian"]["value"], 3) == 2.581
    assert (rows["Black"]["printed"], rows["Asian"]["printed"]) == ("4.5", "2.6")
    assert found["not_stated"]["of"] == 24_631


def _searches(folder: Path) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for path in sorted(folder.glob("*.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                day = london_day(datetime.fromisoformat(row["Date"])).isoformat()
                found[day, ""] += 1
                found[day, f"ethnicity={_group(row['Self-defined ethnicity'])}"] += 1
    return found


def _group(ethnicity: str) -> str:
    if "Not stated" in ethnicity:
        return "Not stated"
    return ethnicity.partition(" ")[0].partition("/")[0] or "Not known"
