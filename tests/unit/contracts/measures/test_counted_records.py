from typing import Any

import pytest

from oversight_contracts.definitions.models.populations import Population
from oversight_contracts.measures.counted_records import CountedRecords, counted_records


def records(where: dict[str, Any], grain: str = "day", **fields: Any) -> CountedRecords:
    asked = {"kind": "stop-search", "at": "searched_at", "where": where, **fields}
    return counted_records(grain, Population.model_validate(asked))


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ({"outcome": "arrest"}, {}),
        ({"outcome": "arrest"}, {"outcome": ["arrest", "caution"]}),
        ({"outcome": "arrest"}, {"outcome": {"not": "no-further-action"}}),
        ({"outcome": "arrest"}, {"outcome": "present"}),
        ({"outcome": {"not": ["a", "b"]}}, {"outcome": {"not": "a"}}),
        ({"outcome": "arrest", "search_type": "vehicle"}, {"search_type": "vehicle"}),
        ({"any": [{"a": "b"}, {"c": "d"}], "outcome": "arrest"}, {"any": [{"c": "d"}, {"a": "b"}]}),
    ],
)
def test_a_count_with_more_conditions_is_a_part(
    part: dict[str, Any], whole: dict[str, Any]
) -> None:
    assert records(part).part_of(records(whole))
    assert not records(whole).part_of(records(part)) or part == whole


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ({"outcome": ["arrest", "caution"]}, {"outcome": "arrest"}),
        ({"outcome": "caution"}, {"outcome": "arrest"}),
        ({"outcome": {"not": "arrest"}}, {"outcome": "present"}),
        ({"outcome": {"not": "a"}}, {"outcome": {"not": ["a", "b"]}}),
        ({"outcome": "absent"}, {"outcome": {"not": "a"}}),
        ({}, {"any": [{"a": "b"}]}),
    ],
)
def test_what_conditions_do_not_tell_is_no_part(
    part: dict[str, Any], whole: dict[str, Any]
) -> None:
    assert not records(part).part_of(records(whole))


def test_records_of_other_days_or_hours_are_no_part() -> None:
    assert not records({"outcome": "arrest"}).part_of(records({}, grain="hour"))
    assert not records({"outcome": "arrest"}).part_of(records({}, at="closed_at"))
