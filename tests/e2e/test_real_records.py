"""The stop and search of two forces, and the figures that the board published of one of them."""

import csv
import gzip
import io
import os
import random
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from tests.e2e.command import invoke, oversight

from oversight_local.stack.stack import Stack
from oversight_measures.periods.period import london_day

pytestmark = pytest.mark.real_data
DISPARITY = "/v1/indicators/stop-search.disparity/values"
FORCES = ("west-midlands", "staffordshire")
YEAR = {"from": "2019-04-01", "to": "2020-04-01", "area": "force", "by": "ethnicity"}


@pytest.fixture(scope="module")
def files() -> list[Path]:
    return files_of("west-midlands")


@pytest.fixture(scope="module")
def loaded(stack: Stack) -> Stack:
    data = Path(stack.file.data)
    oversight(data, "load", "stop-search", *(file for force in FORCES for file in files_of(force)))
    oversight(data, "settle")
    return stack


def test_the_year_gives_the_ratios_of_the_annual_report(loaded: Stack, http: httpx.Client) -> None:
    answer = values(loaded, http, "census-2011")

    rows = {row["label"]: row for row in answer["rows"]}
    assert answer["total"]["numerator"] == 24_631
    assert round(rows["Black"]["value"], 3) == 4.475
    assert round(rows["Asian"]["value"], 3) == 2.581
    assert (rows["Black"]["printed"], rows["Asian"]["printed"]) == ("4.5", "2.6")
    for row in (rows["Black"], rows["Asian"]):
        assert row["lower"] < row["value"] < row["upper"]
        assert not row["suppressed"]


def test_the_share_not_stated_is_the_files_own(
    loaded: Stack, http: httpx.Client, files: list[Path]
) -> None:
    answer = values(loaded, http, "census-2011")

    said = [
        row["Self-defined ethnicity"]
        for file in files
        for row in rows_of(file)
        if date(2019, 4, 1) <= day_of(row) < date(2020, 4, 1)
    ]
    unsaid = [each for each in said if each in ("", "Other ethnic group - Not stated")]
    assert answer["not_stated"]["count"] == len(unsaid)
    assert answer["not_stated"]["of"] == len(said) == 24_631


def test_either_census_can_be_asked_for(loaded: Stack, http: httpx.Client) -> None:
    older, newer = (values(loaded, http, basis) for basis in ("census-2011", "census-2021"))

    assert older["total"]["numerator"] == newer["total"]["numerator"]
    assert older["rows"] != newer["rows"]


@pytest.mark.parametrize(
    ("force", "end", "rows"),
    [
        ("west-midlands", "2020-07-01", 37_994),
        ("staffordshire", "2020-01-01", 6_006),
    ],
)
def test_every_month_of_a_force_has_as_many_searches_as_its_file_has_rows(
    loaded: Stack, http: httpx.Client, force: str, end: str, rows: int
) -> None:
    url = loaded.url("reporting") + "/v1/indicators/stop-search.searches/series"
    query = {"from": "2019-01-01", "to": end, "every": "month", "force": force}
    answer = http.get(url, params=query).raise_for_status().json()

    files = files_of(force)
    counted = {piece["from"][:7]: total_of(piece) for piece in answer["pieces"]}
    assert counted == {file.name[:7]: len(rows_of(file)) for file in files}
    assert sum(counted.values()) == rows
    days = Counter(day_of(row).isoformat()[:7] for file in files for row in rows_of(file))
    assert counted == dict(days)


def test_a_back_test_tells_of_the_surge_of_2019(loaded: Stack) -> None:
    """Of what was loaded years later it is known what would have been found, not what was known."""
    words = ("backtest", "--from", "2019-01-01", "--to", "2019-07-01")
    told = oversight(Path(loaded.file.data), *words, "section-60-surge", "--json")
    result = orjson.loads(told)["current"]
    first = result["rules"]["section-60-surge"]["episodes"][0]
    assert (first["began"], first["opened_at"][:10]) == ("2019-02-27", "2019-02-28")
    assert result["threads"][0]["rules"] == ["section-60-surge"]
    printed = oversight(Path(loaded.file.data), *words)
    for words_of_it in ("section-60-surge", "disparity-drift", "Threads of e-mails", "a month"):
        assert words_of_it in printed


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ("--from", "2019-01-01", "--to", "2019-03-01", "--as-known", "then"),
            "they were loaded later",
        ),
        (("--from", "2011-01-01", "--to", "2012-01-01"), "there is no record of west-midlands"),
        (("--from", "2019-01-01", "--to", "2019-03-01", "surge"), "there is no rule surge"),
        (("--from", "2019-01-01", "--to", "2019-03-01", "--force", "x"), "--force x is none of"),
    ],
)
def test_a_back_test_says_what_it_cannot_tell(
    loaded: Stack, words: tuple[str, ...], sentence: str
) -> None:
    refused = invoke(Path(loaded.file.data), "backtest", *words)
    assert refused.exit_code == 1
    assert sentence in refused.stderr


def test_loading_the_files_again_changes_nothing(
    loaded: Stack, http: httpx.Client, files: list[Path], tmp_path: Path
) -> None:
    before = values(loaded, http, "census-2011")
    data = Path(loaded.file.data)

    oversight(data, "load", "stop-search", *files[:3])
    oversight(data, "load", "stop-search", *(shuffled(file, tmp_path) for file in files[:3]))
    oversight(data, "settle")

    after = values(loaded, http, "census-2011")
    assert {**after, "as_at": None} == {**before, "as_at": None}
    assert ", 0 different" in oversight(data, "verify")


def test_a_later_edition_replaces_the_earlier_one(
    stack: Stack, loaded: Stack, http: httpx.Client, files: list[Path], tmp_path: Path
) -> None:
    data = Path(stack.file.data)
    lines = text_of(files[0]).splitlines(keepends=True)
    edition = tmp_path / files[0].name
    edition.write_bytes(gzip.compress("".join(lines[:-100]).encode()))

    oversight(data, "load", "stop-search", edition)
    oversight(data, "settle")
    assert january(stack, http) == len(lines) - 1 - 100

    oversight(data, "load", "stop-search", files[0])
    oversight(data, "settle")
    assert january(stack, http) == len(lines) - 1
    assert ", 0 different" in oversight(data, "verify")


def files_of(force: str) -> list[Path]:
    folder = Path(os.environ["OVERSIGHT_REAL_DATA"])
    return sorted(folder.rglob(f"*-{force}-stop-and-search.csv.gz"))


def values(stack: Stack, http: httpx.Client, basis: str) -> dict[str, Any]:
    answer = http.get(stack.url("reporting") + DISPARITY, params={**YEAR, "basis": basis})
    result: dict[str, Any] = answer.raise_for_status().json()
    return result


def january(stack: Stack, http: httpx.Client) -> int:
    url = stack.url("reporting") + "/v1/indicators/stop-search.searches/values"
    answer = http.get(url, params={"from": "2019-01-01", "to": "2019-02-01"}).raise_for_status()
    return int(answer.json()["total"]["numerator"])


def total_of(piece: dict[str, Any]) -> int:
    return int(piece["total"]["numerator"])


def text_of(file: Path) -> str:
    return gzip.decompress(file.read_bytes()).decode("utf-8-sig")


def rows_of(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text_of(file))))


def day_of(row: dict[str, str]) -> date:
    return london_day(datetime.fromisoformat(row["Date"]))


def shuffled(file: Path, folder: Path) -> Path:
    header, *lines = text_of(file).splitlines(keepends=True)
    random.Random(7).shuffle(lines)
    path = folder / file.name
    path.write_bytes(gzip.compress((header + "".join(lines)).encode()))
    return path
