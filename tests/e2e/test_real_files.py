"""Files that others publish: the figures are what plain counting of their rows gives."""

import csv
import gzip
import io
import os
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import httpx
import pytest
from tests.e2e.command import oversight

from oversight_local.stack import Stack

pytestmark = pytest.mark.real_data
STREET = "west-midlands-street-2011/2011-02-west-midlands-street.csv.gz"


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


def test_a_street_file_again_changes_nothing_and_one_row_less_removes_it(
    stack: Stack, street: list[dict[str, str]], tmp_path: Path
) -> None:
    assert counts(load(stack, "street", real(STREET)))["events accepted"] == 0

    shorter = tmp_path / "2011-02-west-midlands-street.csv"
    lines = text_of(STREET).splitlines(keepends=True)
    shorter.write_text("".join(lines[:-1]))
    without = counts(load(stack, "street", shorter))
    assert (without["records removed"], without["events accepted"]) == (1, 1)

    back = counts(load(stack, "street", real(STREET)))
    assert (back["records new"], back["rows that repeat another"]) == (1, repeats(street))
    assert ", 0 different" in oversight(Path(stack.file.data), "verify")


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
    url = f"{stack.url('reporting')}/v1/indicators/{indicator}/values"
    answer = http.get(url, params=dict(query)).raise_for_status().json()
    return {row["label"]: int(row["numerator"]) for row in answer["rows"] if row["numerator"]}


def total(stack: Stack, http: httpx.Client, indicator: str, query: Mapping[str, str]) -> int:
    url = f"{stack.url('reporting')}/v1/indicators/{indicator}/values"
    answer = http.get(url, params=dict(query)).raise_for_status().json()
    return int(answer["total"]["numerator"])


def repeats(rows: list[dict[str, str]]) -> int:
    return len(rows) - len({tuple(row.values()) for row in rows})


def real(name: str) -> Path:
    return Path(os.environ["OVERSIGHT_REAL_DATA"]) / name


def text_of(name: str) -> str:
    return gzip.decompress(real(name).read_bytes()).decode("utf-8-sig")


def rows_of(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text_of(name))))
