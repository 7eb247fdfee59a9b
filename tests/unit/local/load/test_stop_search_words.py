"""Columns of a stop-and-search file become fields of a record."""

import re
from typing import Any, get_args

import pytest
from tests.unit.local.load.in_memory import NOW
from tests.unit.local.load.stop_search_files import NAME, a_row

from oversight_contracts.records.base import OfficerDefinedEthnicity, SelfDefinedEthnicity
from oversight_contracts.records.stop_search import (
    Legislation,
    SearchObject,
    SearchOutcome,
    StopSearch,
)
from oversight_local.load.csv_file import Line
from oversight_local.load.importer import Fault, RecordDraft
from oversight_local.load.stop_search import code_lists
from oversight_local.load.stop_search.importer import StopSearchImporter


def draft_of(changes: dict[str, str] | None = None, fault: str | None = None) -> RecordDraft:
    line = Line(NAME, 2, a_row(changes), fault)
    (draft,) = StopSearchImporter("west-midlands", "2019-04", NOW).drafts([line])
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
        ("Outcome", "Told off", "'Told off' is not a known wording"),
        ("Gender", "Mail", "'Mail' is not a known wording"),
        ("Self-defined ethnicity", "Martian (X1)", "not a known wording"),
        ("Part of a policing operation", "yes", "not a known wording"),
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


def test_every_word_is_one_that_records_have() -> None:
    for words, literal in (
        (code_lists.OUTCOMES, SearchOutcome),
        (code_lists.LEGISLATION, Legislation),
        (code_lists.OBJECTS, SearchObject),
        (code_lists.OFFICER_DEFINED, OfficerDefinedEthnicity),
        (code_lists.SELF_DEFINED, SelfDefinedEthnicity),
    ):
        assert {word for word in words.values() if word} <= set(get_args(literal))
    assert set(code_lists.SELF_DEFINED.values()) == set(get_args(SelfDefinedEthnicity))


def test_the_result_is_a_valid_record() -> None:
    StopSearch.model_validate({**record_of(), "revision": 1})
