"""Published statistics through the API, on pages and in snapshots."""

import csv
import io
import shutil
from pathlib import Path
from typing import Any

import pytest
from tests.integration.reporting.html_pages import assert_accessible
from tests.integration.reporting.publishing import cut, total
from tests.integration.reporting.service import Service
from tests.unit.reporting.statistics import stated

from oversight_contracts.definitions.catalogue import load_catalogue

INDICATOR = """
- id: reoffending.tested
  title: Adults who reoffend
  description: Share of adults who reoffend within a year.
  measure: statistic
  unit: "%"
  polarity: lower-is-better
  breakdowns: [tested-unit]
- id: crime.tested
  title: Crimes with a history
  description: Crimes, and what was published before there were records.
  measure: count
  unit: crimes
  decimals: 0
  polarity: lower-is-better
  history: {statistic: crime.before}
  counts: {kind: crime, at: recorded_at}
"""
UNITS = "dimensions:\n  tested-unit: {title: Unit, values: [East, West, North]}\n"
REPORT = """
- id: quoted
  title: Quoted
  sections:
    - title: Reoffending
      items:
        - {indicator: reoffending.tested, by: tested-unit, compare: same-dates-last-year}
    - title: Crime
      items:
        - {indicator: crime.tested, every: calendar-year, call_out: true}
"""
YEAR = {"from_": "2020-01-01", "to": "2021-01-01"}


@pytest.fixture
def definitions(definitions: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "definitions"
    shutil.copytree(definitions, folder)
    (folder / "indicators" / "tested.yaml").write_text(INDICATOR)
    (folder / "reports" / "quoted.yaml").write_text(REPORT)
    dimensions = folder / "dimensions.yaml"
    dimensions.write_text(dimensions.read_text().replace("dimensions:\n", UNITS, 1))
    return folder


async def given_statistics(service: Service, definitions_hash: str) -> None:
    measure = "reoffending.tested"
    last_year = {"first_day": "2019-01-01", "last_day": "2019-12-31"}
    await service.publishing.facts(
        stated("ALL-19", measure, "30.50", **last_year),
        stated("ALL-20", measure, "28.0", provisional=True, published_on="2021-03-01"),
        stated("EAST-20", measure, by="tested-unit=East", numerator="1", denominator="3"),
        stated("WEST-20", measure, by="tested-unit=West", absent="not-published"),
        cut(1, definitions=definitions_hash),
    )
    await service.cut_at(1)


async def rows(service: Service, **asked: str) -> dict[str, Any]:
    found = await service.json("/v1/indicators/reoffending.tested/values", **asked)
    return {row["label"]: row for row in (found["total"], *found["rows"])}


@pytest.fixture
def definitions_hash(definitions: Path) -> str:
    return load_catalogue(definitions).counting_hash


async def test_a_statistic_answers_for_exactly_its_period(
    service: Service, definitions_hash: str
) -> None:
    await given_statistics(service, definitions_hash)

    found = await rows(service, **YEAR, by="tested-unit")
    assert {label: row["printed"] for label, row in found.items()} == {
        "All": "28.0",
        "East": "33.3",
        "West": "not published",
        "North": "no figure",
    }
    assert found["East"]["value"] == pytest.approx(100 / 3)
    assert found["All"]["quoted"]["publisher"] == "Ministry of Justice"
    assert found["All"]["quoted"]["provisional"]
    part = await rows(service, from_="2020-01-01", to="2020-12-01")
    assert part["All"]["printed"] == "no figure"

    series = await service.json(
        "/v1/indicators/reoffending.tested/series",
        from_="2018-01-01",
        to="2021-01-01",
        every="calendar-year",
    )
    assert [piece["total"]["printed"] for piece in series["pieces"]] == [
        "no figure",
        "30.50",
        "28.0",
    ]


async def test_a_later_revision_is_printed_as_revised(
    service: Service, definitions_hash: str
) -> None:
    await given_statistics(service, definitions_hash)
    later = stated("ALL-20", "reoffending.tested", "27.9", revision=2)
    await service.publishing.facts(later, cut(2, definitions=definitions_hash))
    await service.cut_at(2)

    found = await rows(service, **YEAR)
    assert found["All"]["printed"] == "27.9"
    assert found["All"]["quoted"]["revised"]


async def test_a_figure_that_was_taken_back_is_none(
    service: Service, definitions_hash: str
) -> None:
    await given_statistics(service, definitions_hash)
    gone = stated("ALL-20", "reoffending.tested", "1").model_copy(
        update={"revision": 2, "data": None}
    )
    await service.publishing.facts(gone, cut(2, definitions=definitions_hash))
    await service.cut_at(2)

    assert (await rows(service, **YEAR))["All"]["printed"] == "no figure"


async def test_a_snapshot_freezes_what_was_published(
    service: Service, definitions_hash: str
) -> None:
    await given_statistics(service, definitions_hash)
    links = (await service.freeze(report="quoted", **YEAR)).json()["links"]
    later = stated("ALL-20", "reoffending.tested", "27.9", revision=2)
    await service.publishing.facts(later, cut(2, definitions=definitions_hash))
    await service.cut_at(2)

    document = (await service.client.get(links["json"])).json()
    whole, east, *_ = document["sections"][0]["items"][0]["rows"]
    assert (whole["printed"], whole["remarks"]) == ("28.0", ["provisional"])
    assert (whole["earlier"]["printed"], whole["change"]["printed"]) == ("30.50", "down 2.5 points")
    assert east["change"]["printed"] == "cannot be compared"
    lines = list(csv.DictReader(io.StringIO((await service.client.get(links["csv"])).text)))
    assert (lines[0]["remarks"], lines[0]["statistic"]) == ("provisional", "ALL-20")

    text = (await service.client.get(links["page"])).text
    page = assert_accessible(text)
    # Nothing is published of the other: that is said in a sentence.
    (table,) = page.tables.values()
    assert table[1][:2] == ["All", "28.0%"]
    assert "Provisional" in table[1]
    assert "Source: Ministry of Justice, published 1 March 2021." in text

    again = (await service.freeze(report="quoted", **YEAR)).json()
    told = [
        (each["label"], each["now"]["printed"], each["reasons"])
        for each in again["changes"]
        if each["material"]
    ]
    assert told == [("All", "27.9%", ["another published statistic stands"])]


async def test_history_stands_for_the_time_before_records(
    service: Service, definitions_hash: str
) -> None:
    before = {"first_day": "2018-01-01", "last_day": "2018-12-31"}
    await service.publishing.facts(
        stated("C-18", "crime.before", "247927", **before),
        stated("C-20", "crime.before", "1"),
        total("crime.tested", "2019-01-15", 500),
        total("crime.tested", "2020-06-15", 700),
        cut(1, definitions=definitions_hash),
    )
    await service.cut_at(1)

    found = await service.json(
        "/v1/indicators/crime.tested/series",
        from_="2018-01-01",
        to="2021-01-01",
        every="calendar-year",
    )
    assert [(piece["covers"], piece["total"]["printed"]) for piece in found["pieces"]] == [
        ("published", "247,927"),
        ("part", "500"),
        ("part", "700"),
    ]


async def test_the_lowest_on_record_is_called_out_against_what_was_published(
    service: Service, definitions_hash: str
) -> None:
    years = {2015: 90, 2016: 80, 2017: 95, 2018: 70}
    days = [f"2019-{month:02}-01" for month in range(1, 13)]
    await service.publishing.facts(
        *(
            stated(f"C-{y}", "crime.before", str(n), first_day=f"{y}-01-01", last_day=f"{y}-12-31")
            for y, n in years.items()
        ),
        *(total("crime.tested", day, 5) for day in [*days, "2020-01-09"]),
        cut(1, definitions=definitions_hash),
    )
    await service.cut_at(1)
    period = {"from_": "2018-01-01", "to": "2020-01-01"}
    links = (await service.freeze(report="quoted", **period)).json()["links"]
    document = (await service.client.get(links["json"])).json()
    item = document["sections"][1]["items"][0]
    assert [(row["printed"], row["remarks"]) for row in item["rows"]] == [
        ("70", ["lowest on record", "published before records begin"]),
        ("60", ["lowest on record"]),
    ]
    assert any("since 1 January 2015, at first as published" in note for note in item["notes"])


async def test_the_page_of_a_statistic_shows_the_latest(
    service: Service, definitions_hash: str
) -> None:
    await given_statistics(service, definitions_hash)
    text = (await service.client.get("/indicators/reoffending.tested")).text
    assert_accessible(text)
    assert "1 January 2020 to 31 December 2020" in text
    assert "28.0%" in text
    assert "30.50%" in text
