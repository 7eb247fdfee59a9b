"""Crimes weighed by the weights that the user supplies, from the totals kept by offence."""

import csv
import io
import shutil
from fractions import Fraction
from pathlib import Path

import pytest
from tests.integration.reporting.html_pages import assert_accessible
from tests.integration.reporting.publishing import cut, total
from tests.integration.reporting.service import Service

WEIGHTS = """
weights:
  - scheme: crime-severity-score
    version: "old"
    source: Made up for a test
    until: 2020-05-01
    field: offence
    values: {homicide: 7000.5, shoplifting: "0.1"}
  - scheme: crime-severity-score
    version: "new"
    source: Made up for a test
    since: 2020-05-01
    field: offence
    values: {homicide: 8000, shoplifting: "0.2"}
"""
VALUES = "/v1/indicators/crime.weighted-severity/values"
SPRING = {"from_": "2020-04-01", "to": "2020-06-01"}
COUNTED = {"from_": "2020-04-01", "to": "2020-07-01"}


@pytest.fixture
def weights() -> str:
    return WEIGHTS


@pytest.fixture
def definitions(definitions: Path, tmp_path: Path, weights: str) -> Path:
    folder = tmp_path / "definitions"
    shutil.copytree(definitions, folder)
    if weights:
        (folder / "weights.yaml").write_text(weights)
    return folder


async def given_crimes(service: Service) -> None:
    await service.publishing.facts(
        total("crime.total", "2020-04-03", 12),
        total("crime.total", "2020-04-03", 2, by="offence=homicide"),
        total("crime.total", "2020-04-03", 10, by="offence=shoplifting"),
        total("crime.total", "2020-05-03", 6),
        total("crime.total", "2020-05-03", 1, by="offence=homicide"),
        total("crime.total", "2020-05-03", 5, by="offence=shoplifting"),
        total("crime.total", "2020-06-03", 1),
        total("crime.total", "2020-06-03", 1, by="offence=bicycle-theft"),
        cut(1),
    )
    await service.cut_at(1)


async def test_a_severity_is_worked_out_from_the_counts_by_offence(service: Service) -> None:
    await given_crimes(service)
    found = await service.json(VALUES, **SPRING, by="offence")
    weighed = 2 * Fraction("7000.5") + 1 + 8000 + 1
    row = found["total"]
    assert row["numerator"] == 18
    assert row["value"] == float(weighed * 1000 / row["denominator"])
    rows = {each["label"]: each for each in found["rows"]}
    assert rows["Homicide"]["value"] == float((weighed - 2) * 1000 / row["denominator"])

    parts = await service.json(VALUES.replace("values", "series"), **SPRING, every="month")
    shares = [each["total"]["value"] for each in parts["pieces"]]
    assert sum(shares) == pytest.approx(row["value"])


async def test_an_offence_without_a_weight_is_named_in_place_of_a_figure(service: Service) -> None:
    await given_crimes(service)
    row = (await service.json(VALUES, **COUNTED))["total"]
    assert (row["value"], row["printed"]) == (None, "no weight for Bicycle theft")


@pytest.mark.parametrize("weights", [""])
async def test_without_weights_there_is_no_figure_and_it_says_so(service: Service) -> None:
    await given_crimes(service)
    row = (await service.json(VALUES, **SPRING))["total"]
    assert (row["value"], row["printed"]) == (None, "no weights supplied")
    dates = {"from": "2020-04-01", "to": "2020-06-01"}
    text = (await service.client.get("/indicators/crime.weighted-severity", params=dates)).text
    assert_accessible(text)
    assert "No weights “crime-severity-score” are supplied in weights.yaml" in text


async def test_page_and_csv_name_the_weights(service: Service) -> None:
    await given_crimes(service)
    dates = {"from": "2020-04-01", "to": "2020-06-01"}
    text = (await service.client.get("/indicators/crime.weighted-severity", params=dates)).text
    assert_accessible(text)
    for version, days in (("old", "to 30 April 2020"), ("new", "from 1 May 2020")):
        words = f"Weights: crime-severity-score, version {version}, valid {days}. Made up"
        assert words in text
    lines = (await service.client.get(f"{VALUES}.csv", params=dates)).text
    (line,) = csv.DictReader(io.StringIO(lines))
    assert (line["measure"], line["numerator"]) == ("severity", "18")
