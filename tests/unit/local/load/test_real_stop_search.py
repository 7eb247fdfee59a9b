"""The published files of three forces: every row has words, an id of its own, and its month."""

import csv
import gzip
import hashlib
import os
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import orjson
import pytest
from tests.unit.local.client.fakes import FakeForce
from tests.unit.local.load.in_memory import NOW, load_edition
from tests.unit.local.load.stop_search_files import a_file

from oversight_contracts.records.stop_search import StopSearch
from oversight_local.load.importer import RecordDraft
from oversight_local.load.source_file import open_table
from oversight_local.load.stop_search.importer import StopSearchImporter
from oversight_local.load.stop_search.layout import Edition, edition_of, find_files
from oversight_local.load.stop_search.wordings import read_wordings
from oversight_local.load.table import Line
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

SHIPPED = read_wordings()


@dataclass(frozen=True)
class Published:
    """An edition and its rows."""

    edition: Edition
    lines: Sequence[Line]

    @cached_property
    def drafts(self) -> list[RecordDraft]:
        """The importer's drafts of the rows, in whatever order they stand."""
        importer = StopSearchImporter(self.edition.force, self.edition.month, NOW, SHIPPED)
        groups: dict[str, list[Line]] = {}
        for line in self.lines:
            groups.setdefault(importer.key(line), []).append(line)
        return [draft for group in groups.values() for draft in importer.drafts(group)]

    @cached_property
    def records(self) -> dict[str, dict[str, Any]]:
        """The records by id."""
        return {draft.id: draft.data for draft in self.drafts if draft.data}


@pytest.fixture(scope="module")
def published() -> list[Published]:
    paths = find_files(Path(os.environ["OVERSIGHT_REAL_DATA"]))
    return [Published(edition_of(path), list(open_table(path).lines())) for path in paths]


def test_every_row_of_every_month_has_words_and_an_id_of_its_own(
    published: list[Published],
) -> None:
    rows: Counter[str] = Counter()
    ids: set[str] = set()
    for each in published:
        assert not any(draft.faults or draft.left_out for draft in each.drafts)
        assert len(each.records) == len(each.lines)
        assert ids.isdisjoint(each.records)
        ids |= each.records.keys()
        rows[each.edition.force] += len(each.lines)
    assert rows == {"west-midlands": 37_994, "staffordshire": 6_006, "west-yorkshire": 13_374}


def test_ids_and_words_are_those_of_the_versions_before(published: list[Published]) -> None:
    content = [
        [each.edition.path.name, sorted(each.records.items())]
        for each in sorted(published, key=lambda each: each.edition.path.name)
    ]
    digest = hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()
    assert digest == "f8bb60d0e30daeb3323e788623ea4a5f15efd795acda1404fa0791a574a1ce4a"


def test_every_row_is_a_record_of_its_files_month_in_london(published: list[Published]) -> None:
    for each in published:
        months: Counter[str] = Counter()
        for data in each.records.values():
            record = StopSearch.model_validate({**data, "revision": 1})
            months[f"{london_day(record.searched_at):%Y-%m}"] += 1
        assert months == {each.edition.month: len(each.lines)}


@pytest.mark.parametrize("force", ["west-midlands", "staffordshire", "west-yorkshire"])
def test_searches_are_what_plain_counting_of_the_raw_rows_gives(
    published: list[Published], force: str
) -> None:
    rows = [(name[:7], row) for name, each in raw_files(force).items() for row in each]
    searches = [
        (each.edition.month, data)
        for each in published
        if each.edition.force == force
        for data in each.records.values()
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


def test_a_shuffled_file_gives_the_same_records(published: list[Published]) -> None:
    for number, each in enumerate(published[::5]):
        lines = list(each.lines)
        random.Random(number).shuffle(lines)
        assert replace(each, lines=lines).records == each.records


def test_a_later_edition_replaces_the_earlier(published: list[Published], tmp_path: Path) -> None:
    name = "2019-03-west-midlands-stop-and-search.csv"
    first = next(each for each in published if each.edition.path.name.startswith(name))
    force, path = FakeForce(), tmp_path / name
    path.write_bytes(first.edition.path.read_bytes())
    load_edition(force, path)
    rows = [line.text for line in first.lines]
    later = [{**row, "Outcome": row["Outcome"] or "Arrest"} for row in rows[10:]]
    result = load_edition(force, a_file(tmp_path, later, name)).summary
    assert (result.removed, result.new) == (10, 0)
    # Numbering within exact repeats may move an outcome from one to the other.
    assert result.changed >= len([row for row in rows[10:] if not row["Outcome"]])
    stored = Counter(each["outcome"] for each in force.contents().values())
    edition = edition_of(path)
    read = Published(edition, list(open_table(path).lines()))
    assert stored == Counter(each["outcome"] for each in read.records.values())
    assert load_edition(force, path).summary.accepted == 0


def test_repeated_rows_are_counted(published: list[Published], tmp_path: Path) -> None:
    paths = [each.edition.path for each in published if each.edition.force == "west-midlands"]
    summaries = []
    for path in sorted(paths)[:3]:
        copy = tmp_path / path.name
        copy.write_bytes(path.read_bytes())
        summaries.append(load_edition(FakeForce(), copy).summary)
    assert sum(each.read for each in summaries) == sum(each.new for each in summaries) == 6_824
    assert sum(each.repeated for each in summaries) == 340
