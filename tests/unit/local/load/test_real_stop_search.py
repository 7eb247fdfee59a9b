"""The published files of three forces: every row has words, an id of its own, and its month."""

import csv
import gzip
import os
import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.unit.local.client.fakes import FakeForce

from oversight_contracts.records.stop_search import StopSearch
from oversight_local.load.stop_search.loading import load_edition, read_contents
from oversight_local.load.stop_search.rows import Edition, Row, find_files, read_edition
from oversight_measures.periods.period import london_day

pytestmark = pytest.mark.real_data
# The record's field, the column, and what some wordings have to become; a blank says nothing.
COUNTED: list[tuple[str, str, dict[str, str | bool | None]]] = [
    ("search_type", "Type", {"Person search": "person", "Vehicle search": "vehicle"}),
    (
        "outcome",
        "Outcome",
        {"": None, "Arrest": "arrest", "A no further action disposal": "no-further-action"},
    ),
    (
        "self_defined_ethnicity",
        "Self-defined ethnicity",
        {
            "": None,
            "Other ethnic group - Not stated": "NS",
            "White - English/Welsh/Scottish/Northern Irish/British": "W1",
            "Asian/Asian British - Chinese": "A4",
            "Black/African/Caribbean/Black British - Caribbean": "B1",
        },
    ),
    (
        "legislation",
        "Legislation",
        {
            "": None,
            "Criminal Justice and Public Order Act 1994 (section 60)": (
                "criminal-justice-and-public-order-act-1994-section-60"
            ),
        },
    ),
    ("gender", "Gender", {"": None, "Male": "male", "Female": "female"}),
]
NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def editions() -> list[Edition]:
    return [read_edition(path) for path in find_files(Path(os.environ["OVERSIGHT_REAL_DATA"]))]


def test_every_row_of_every_month_has_words_and_an_id_of_its_own(editions: list[Edition]) -> None:
    rows: Counter[str] = Counter()
    repeated: Counter[str] = Counter()
    ids: set[str] = set()
    for edition in editions:
        contents = read_contents(edition)
        assert not contents.refused
        assert len(contents.wanted) == len(edition.rows)
        assert ids.isdisjoint(contents.wanted)
        ids |= contents.wanted.keys()
        rows[edition.force] += len(edition.rows)
        repeated[edition.force] += contents.repeated
    assert rows == {"west-midlands": 37_994, "staffordshire": 6_006, "west-yorkshire": 13_374}
    assert repeated["west-midlands"] == 1_614


def test_every_row_is_a_record_of_its_files_month_in_london(editions: list[Edition]) -> None:
    for edition in editions:
        months: Counter[str] = Counter()
        for data in read_contents(edition).wanted.values():
            record = StopSearch.model_validate({**data, "revision": 1})
            months[f"{london_day(record.searched_at):%Y-%m}"] += 1
        assert months == {edition.month: len(edition.rows)}


@pytest.mark.parametrize("force", ["west-midlands", "staffordshire", "west-yorkshire"])
def test_searches_are_what_plain_counting_of_the_raw_rows_gives(
    editions: list[Edition], force: str
) -> None:
    rows = [(name[:7], row) for name, each in raw_files(force).items() for row in each]
    searches = [
        (edition.month, data)
        for edition in editions
        if edition.force == force
        for data in read_contents(edition).wanted.values()
    ]
    assert len(searches) == len(rows) > 6_000
    assert Counter(month for month, _ in searches) == Counter(month for month, _ in rows)
    assert Counter(data["searched_at"] for _, data in searches) == Counter(
        datetime.fromisoformat(row["Date"]).astimezone(UTC).isoformat() for _, row in rows
    )
    for field, column, words in COUNTED:
        plainly = Counter(row[column] for _, row in rows)
        found = Counter(data.get(field) for _, data in searches)
        assert {word: found[word] for word in words.values()} == {
            word: plainly[wording] for wording, word in words.items()
        }, field


def raw_files(force: str) -> dict[str, list[dict[str, str]]]:
    """The rows of each file of a force, read without the importer."""
    found = {}
    for path in Path(os.environ["OVERSIGHT_REAL_DATA"]).rglob(f"*-{force}-stop-and-search.csv.gz"):
        with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as file:
            found[path.name] = list(csv.DictReader(file))
    return found


def test_a_shuffled_file_says_the_same(editions: list[Edition]) -> None:
    for number, edition in enumerate(editions):
        rows = list(edition.rows)
        random.Random(number).shuffle(rows)
        shuffled = read_contents(replace(edition, rows=tuple(rows)))
        assert shuffled.wanted == read_contents(edition).wanted


def test_a_later_edition_replaces_the_earlier(editions: list[Edition]) -> None:
    first = next(each for each in editions if each.name.startswith("2019-03-west-midlands"))
    blank = [row for row in first.rows if not row.text["Outcome"]]
    later = replace(first, rows=tuple(filled(row) for row in first.rows[10:]))
    force = FakeForce()
    load_edition(first, force.listing, force, NOW)
    result = load_edition(later, force.listing, force, NOW)
    filled_in = len([row for row in blank if row.line > first.rows[9].line])
    assert (result.removed, result.new) == (10, 0)
    # Numbering within exact repeats may move an outcome from one to the other.
    assert result.changed >= filled_in
    assert Counter(each["outcome"] for each in force.contents().values()) == Counter(
        each["outcome"] for each in read_contents(later).wanted.values()
    )
    assert load_edition(later, force.listing, force, NOW).accepted == 0


def filled(row: Row) -> Row:
    return replace(row, text={**row.text, "Outcome": row.text["Outcome"] or "Arrest"})
