"""Files that others publish: the figures are what plain counting of their rows gives."""

import csv
import gzip
import io
import os
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.brokers import chosen
from tests.e2e.command import oversight

from oversight_local.stack.stack import Stack

pytestmark = pytest.mark.real_data
COLLISIONS = "stats19-sample/ac_sample1000.csv.gz"
COMPLAINTS = "detroit-complaints/DPD_Citizen_Complaints_2016-2018.csv.gz"
STREET = "west-midlands-street-2011/2011-02-west-midlands-street.csv.gz"

# What the shipped definitions need not have: Detroit, and a count by severity and by finding.
DETROIT = "  detroit:\n    title: Detroit Police Department\n"
DIMENSIONS = """\
  sample-severity: {title: Severity, fields: {collision: severity}}
  sample-finding: {title: Finding, fields: {complaint: allegations.outcome}}
"""
INDICATORS = """\
- id: sample.collisions
  title: Collisions
  description: Collisions by their day.
  measure: count
  unit: collisions
  polarity: lower-is-better
  decimals: 0
  counts: {kind: collision, at: collided_at}
  breakdowns: [sample-severity]
- id: sample.findings
  title: Findings
  description: Allegations by what was found of them.
  measure: count
  unit: allegations
  polarity: neither
  decimals: 0
  counts: {kind: complaint, each: allegations, at: logged_at}
  breakdowns: [sample-finding]
"""


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory, definitions: Path) -> Iterator[Stack]:
    own = tmp_path_factory.mktemp("definitions") / "all"
    shutil.copytree(definitions, own)
    append(own / "areas.yaml", DETROIT)
    append(own / "dimensions.yaml", DIMENSIONS)
    append(own / "indicators" / "sample.yaml", INDICATORS)
    data = tmp_path_factory.mktemp("stack")
    with Stack.start(data, port_base=0, definitions=own, broker=chosen()) as running:
        yield running


@pytest.fixture(scope="module")
def street(stack: Stack) -> list[dict[str, str]]:
    load(stack, "street", real(STREET))
    return rows_of(STREET)


def test_every_street_row_is_a_crime_or_an_incident_of_its_type(
    stack: Stack, http: httpx.Client, street: list[dict[str, str]]
) -> None:
    published = Counter(row["Crime type"] for row in street)
    february = {"from": "2011-02-01", "to": "2011-03-01"}
    crimes = by_value(stack, http, "crime.total", {**february, "by": "offence"})
    incidents = total(stack, http, "incidents.anti-social-behaviour", february)

    assert incidents == published.pop("Anti-social behaviour") == 8_728
    assert crimes == {
        "Other crime": published["Other crime"],
        "Violence and sexual offences": published["Violent crime"],
        "Burglary": published["Burglary"],
        "Vehicle crime": published["Vehicle crime"],
        "Robbery": published["Robbery"],
    }
    assert sum(crimes.values()) + incidents == len(street) == 25_558


def test_what_a_street_file_has_no_column_for_is_not_recorded(
    stack: Stack, http: httpx.Client, street: list[dict[str, str]]
) -> None:
    february = {"from": "2011-02-01", "to": "2011-03-01"}
    for indicator in ("crime.solved", "crime.domestic-abuse", "response.within-target"):
        found = values(stack, http, indicator, february)["total"]
        assert (found["printed"], found["value"], found["numerator"]) == (
            "not recorded",
            None,
            None,
        )


def test_a_street_file_again_with_one_row_less_removes_it_and_changes_nothing_else(
    stack: Stack, street: list[dict[str, str]], tmp_path: Path
) -> None:
    shorter = tmp_path / "2011-02-west-midlands-street.csv"
    lines = text_of(STREET).splitlines(keepends=True)
    shorter.write_text("".join(lines[:-1]))
    without = counts(load(stack, "street", shorter))
    assert (without["records removed"], without["events accepted"]) == (1, 1)

    back = counts(load(stack, "street", real(STREET)))
    assert (back["records new"], back["rows that repeat another"]) == (1, repeats(street))
    assert ", 0 different" in oversight(Path(stack.file.data), "verify")


@pytest.mark.parametrize(
    ("force", "name"),
    [
        ("west-midlands", "West Midlands"),
        ("staffordshire", "Staffordshire"),
        ("west-yorkshire", "West Yorkshire"),
    ],
)
def test_collisions_of_a_force_are_counted_by_severity(
    stack: Stack, http: httpx.Client, force: str, name: str
) -> None:
    rows = rows_of(COLLISIONS)
    said = counts(load(stack, "collisions", real(COLLISIONS), "--force", force))
    decade = {"from": "2005-01-01", "to": "2015-01-01", "force": force, "by": "sample-severity"}

    own = [row for row in rows if row["Police_Force"] == name]
    assert by_value(stack, http, "sample.collisions", decade) == Counter(
        row["Accident_Severity"] for row in own
    )
    assert (said["rows read"], said["records new"]) == (1_000, len(own))
    assert said["other forces"] == 1_000 - len(own)


@pytest.fixture(scope="module")
def cases(stack: Stack, checkout: Path) -> dict[str, list[dict[str, str]]]:
    """The rows of each case that ran from a day to a later one by now; all was loaded."""
    mapping = checkout / "docs" / "mappings" / "detroit-complaints.yaml"
    said = load(stack, "complaints", real(COMPLAINTS), "--mapping", mapping)
    found: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows_of(COMPLAINTS):
        found[row["BPC"]].append(row)
    # One case of the file was closed in 3019.
    good = {case: rows for case, rows in found.items() if reported(rows) <= latest(rows) < "3000"}

    refused = sum(len(rows) for rows in found.values()) - sum(map(len, good.values()))
    assert len(found) - len(good) == counts(said)["records refused"] == 75
    null = sum(
        len(rows)
        for case, rows in found.items()
        if case not in good and any("" < row["Closed"] < "1970/01/02" for row in rows)
    )
    future = sum(row["Closed"] > "3000" for rows in found.values() for row in rows)
    assert counts(said)["rows refused"] == refused
    assert counts(said)["Closed: is more than 5 minutes in the future"] == future == 3
    assert counts(said)["Closed: is before 1970-01-02"] == null
    assert counts(said)["Closed: is before Report_Date"] == refused - null - future
    with (Path(stack.file.data) / "refused.csv").open(newline="", encoding="utf-8") as file:
        written = {row["BPC"] for row in csv.DictReader(file)}
    assert written == found.keys() - good.keys()
    return good


def test_complaint_cases_are_counted_by_year(
    stack: Stack, http: httpx.Client, cases: dict[str, list[dict[str, str]]]
) -> None:
    years = Counter(reported(rows)[:4] for rows in cases.values())
    for year in ("2016", "2017", "2018"):
        period = {"from": f"{year}-01-01", "to": f"{int(year) + 1}-01-01", "force": "detroit"}
        assert total(stack, http, "complaints.logged", period) == years[year] > 1_000


def test_allegations_are_counted_by_finding(
    stack: Stack, http: httpx.Client, cases: dict[str, list[dict[str, str]]]
) -> None:
    found = Counter(row["Finding"] for rows in cases.values() for row in rows)
    years = {"from": "2016-01-01", "to": "2019-01-01", "force": "detroit"}
    assert by_value(stack, http, "sample.findings", {**years, "by": "sample-finding"}) == {
        "Upheld": found["Sustained"],
        "Not upheld": found["Unfounded"],
        "Service acceptable": found["Exonerated"],
        "Not able to determine": found["Not Sustained"] + found["Inconclusive"],
        "No case to answer": found["No Charge"],
        "No further action": found["Admin. Closure"],
        "Withdrawn": found["Void"],
        "Not known": found["**Pending**"],
    }


def test_what_the_complaints_have_no_column_for_is_not_recorded(
    stack: Stack, http: httpx.Client, cases: dict[str, list[dict[str, str]]]
) -> None:
    years = {"from": "2016-01-01", "to": "2019-01-01", "force": "detroit"}
    for indicator in ("complaints.misconduct-hearings", "complaints.reviews"):
        assert values(stack, http, indicator, years)["total"]["printed"] == "not recorded"
    assert values(stack, http, "complaints.days-to-finalise", years)["total"]["value"]


def load(stack: Stack, kind: str, *words: str | Path) -> str:
    data = Path(stack.file.data)
    said = oversight(data, "load", kind, *words)
    oversight(data, "settle")
    return said


def counts(said: str) -> dict[str, int]:
    lines = map(str.strip, said.splitlines())
    found = (line.rsplit(maxsplit=1) for line in lines if line[-1:].isdigit())
    return {words.strip(): int(number.replace(",", "")) for words, number in found}


def by_value(
    stack: Stack, http: httpx.Client, indicator: str, query: Mapping[str, str]
) -> dict[str, int]:
    rows = values(stack, http, indicator, query)["rows"]
    return {row["label"]: int(row["numerator"]) for row in rows if row["numerator"]}


def total(stack: Stack, http: httpx.Client, indicator: str, query: Mapping[str, str]) -> int:
    return int(values(stack, http, indicator, query)["total"]["numerator"])


def values(
    stack: Stack, http: httpx.Client, indicator: str, query: Mapping[str, str]
) -> dict[str, Any]:
    url = f"{stack.url('reporting')}/v1/indicators/{indicator}/values"
    found: dict[str, Any] = http.get(url, params=dict(query)).raise_for_status().json()
    return found


def reported(rows: list[dict[str, str]]) -> str:
    return min(row["Report_Date"] for row in rows)


def latest(rows: list[dict[str, str]]) -> str:
    return max(row["Closed"] for row in rows)


def append(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def repeats(rows: list[dict[str, str]]) -> int:
    return len(rows) - len({tuple(row.values()) for row in rows})


def real(name: str) -> Path:
    return Path(os.environ["OVERSIGHT_REAL_DATA"]) / name


def text_of(name: str) -> str:
    return gzip.decompress(real(name).read_bytes()).decode("utf-8-sig")


def rows_of(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text_of(name))))
