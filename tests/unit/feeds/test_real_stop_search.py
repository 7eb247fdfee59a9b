"""The published files of three forces: every row has words, an id of its own, and its month."""

import os
import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.unit.feeds.fakes import FakeForce

from oversight_contracts.records.stop_search import StopSearch
from oversight_local.stop_search.loading import load_edition, read_contents
from oversight_local.stop_search.rows import Edition, Row, find_files, read_edition
from oversight_measures.periods import london_day

pytestmark = pytest.mark.real_data
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
