"""Columns of a stop-and-search file become fields of a record."""

import re
from pathlib import Path
from typing import Any

import pytest
from tests.unit.local.load.in_memory import NOW, SHIPPED
from tests.unit.local.load.stop_search_files import NAME, a_row

from oversight_contracts.records.fields import fields_of
from oversight_contracts.records.stop_search import StopSearch
from oversight_local.failure import Failure
from oversight_local.load.importer import Fault, RecordDraft
from oversight_local.load.stop_search.importer import StopSearchImporter
from oversight_local.load.stop_search.wordings import Wordings, read_wordings
from oversight_local.load.table import Line


def draft_of(
    changes: dict[str, str] | None = None, fault: str | None = None, wordings: Wordings = SHIPPED
) -> RecordDraft:
    line = Line(NAME, 2, a_row(changes), fault)
    (draft,) = StopSearchImporter("west-midlands", "2019-04", NOW, wordings).drafts([line])
    return draft


def record_of(changes: dict[str, str] | None = None) -> dict[str, Any]:
    data = draft_of(changes).data
    assert data is not None
    return data


def test_a_typical_row() -> None:
    assert record_of() == {
        "force": "west-midlands",
        "area": "force",
        "searched_at": "2019-04-05T10:20:00+00:00",
        "search_type": "person",
        "part_of_operation": False,
        "gender": "male",
        "age_range": "18-24",
        "self_defined_ethnicity": "A2",
        "officer_defined_ethnicity": "asian",
        "legislation": "misuse-of-drugs-act-1971-section-23",
        "search_object": "controlled-drugs",
        "outcome": "no-further-action",
        "outcome_linked_to_object": False,
        "more_than_outer_clothing": False,
    }


def test_a_blank_is_absent_and_not_no_further_action() -> None:
    blank = dict.fromkeys(["Outcome", "Gender", "Self-defined ethnicity", "Legislation"], "")
    assert (
        record_of(blank)
        .keys()
        .isdisjoint({"outcome", "gender", "self_defined_ethnicity", "legislation"})
    )


def test_times_become_utc() -> None:
    data = record_of({"Date": "2019-04-01T00:30:00+01:00"})
    assert data["searched_at"] == "2019-03-31T23:30:00+00:00"


@pytest.mark.parametrize(
    ("column", "text", "reason"),
    [
        ("Type", "Told off", "'Told off' is not a known wording"),
        ("Date", "2019-04-05T10:20:00", "not a time with its zone"),
        ("Date", "last Friday", "not a time with its zone"),
        ("Date", "2019-02-29T10:20:00+00:00", "not a time with its zone"),
        ("Date", "0001-01-01T00:00:00+00:00", "not a time with its zone"),
        ("Date", "9999-12-31T23:59:59-05:00", "not a time with its zone"),
        ("Date", "2019-05-01T00:00:00+00:00", "2019-05-01 .London. is not in 2019-04"),
        ("Type", "", "is blank"),
    ],
)
def test_an_unknown_value_is_refused_by_column(column: str, text: str, reason: str) -> None:
    draft = draft_of({column: text})
    assert draft.data is None
    assert [fault.column for fault in draft.faults] == [column]
    assert re.search(reason, draft.faults[0].reason)


def test_a_row_of_another_length_is_refused() -> None:
    draft = draft_of(fault="has 3 fields, not 15")
    assert (draft.data, draft.faults) == (None, [Fault("", "has 3 fields, not 15")])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Other ethnic group - Not stated", "NS"),
        ("Asian/Asian British - Chinese", "A4"),
        ("White - Gypsy or Irish Traveller", "W3"),
        ("Asian or Asian British - Bangladeshi (A3)", "A3"),
        ("Chinese or other ethnic group - Chinese (O1)", "A4"),
        ("Not Stated (NS)", "NS"),
    ],
)
def test_self_defined_ethnicity(text: str, code: str) -> None:
    assert record_of({"Self-defined ethnicity": text})["self_defined_ethnicity"] == code


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Khat or Cannabis warning", "khat-or-cannabis-warning"),
        ("Offender given drugs possession warning", "khat-or-cannabis-warning"),
        ("Summons / charged by post", "summons-or-charged-by-post"),
        ("Nothing found - no further action", "no-further-action"),
        ("Article found - Detailed outcome unavailable", "other-action"),
    ],
)
def test_outcomes_old_and_new(text: str, word: str) -> None:
    assert record_of({"Outcome": text})["outcome"] == word


def test_an_outcome_without_details_is_absent() -> None:
    assert "outcome" not in record_of({"Outcome": "Details not available"})


# No published wording means these.
UNWRITTEN = {"other", "unknown"}


def test_every_word_of_a_field_has_a_wording() -> None:
    shapes = fields_of("stop-search")
    for column in SHIPPED:
        words = {word for word in column.values.words() if word is not None}
        assert set(shapes[column.field].choices or ()) - words <= UNWRITTEN


@pytest.mark.parametrize(
    ("column", "field", "text"),
    [
        ("Outcome", "outcome", "Told off"),
        ("Gender", "gender", "Non-binary"),
        ("Self-defined ethnicity", "self_defined_ethnicity", "Martian (X1)"),
        ("Legislation", "legislation", "Space Act 2031 (section 4)"),
        ("Age range", "age_range", "2024-11-17"),
        ("Part of a policing operation", "part_of_operation", "yes"),
    ],
)
def test_an_unknown_wording_is_left_out_and_named(column: str, field: str, text: str) -> None:
    draft = draft_of({column: text})
    assert draft.data is not None
    assert field not in draft.data
    assert draft.left_out == [f"{column}: {text!r} is not a known wording"]


def test_a_file_of_ones_own_goes_before_the_one_that_ships(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(OWN)
    wordings = read_wordings(own)
    read = {
        text: draft_of({"Gender": text}, wordings=wordings).data
        for text in ("Non-binary", "male", "Female")
    }
    genders = {text: data and data.get("gender") for text, data in read.items()}
    assert genders == {"Non-binary": "other", "male": "other", "Female": "female"}
    refused = draft_of({"Outcome": "Told off"}, wordings=wordings)
    assert [fault.column for fault in refused.faults] == ["Outcome"]


OWN = """\
kind: stop-search
fields:
  gender: {values: {Non-binary: other, MALE: other}}
  outcome: {otherwise: refuse}
"""


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("Non-binary: other", "Non-binary: others", "own.yaml:3: fields.gender.values.Non-binary"),
        ("gender:", "sex:", "own.yaml:3: fields.sex: a search has no such field with wordings"),
        ("otherwise: refuse", "otherwise: drop", "own.yaml:4: fields.outcome.otherwise"),
        ("kind: stop-search", "kind: incident", "own.yaml:1: kind"),
    ],
)
def test_what_is_wrong_in_it_is_named(tmp_path: Path, old: str, new: str, fault: str) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(OWN.replace(old, new))
    with pytest.raises(Failure) as refused:
        read_wordings(own)
    assert any(line.startswith(fault) for line in refused.value.details), refused.value.details


def test_the_result_is_a_valid_record() -> None:
    StopSearch.model_validate({**record_of(), "revision": 1})
