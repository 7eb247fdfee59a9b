"""A condition is called impossible exactly where trying every value finds none."""

from itertools import chain, combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight_contracts.definitions.explain.matching import meets
from oversight_contracts.definitions.explain.satisfiability import meeting, possible
from oversight_contracts.definitions.models.conditions import Condition
from oversight_contracts.records.fields import fields_of

# A field that is always there, one that may be blank, a flag, and a list.
FIELDS = [
    ("incident", "grade"),
    ("incident", "channel"),
    ("stop-search", "body_worn_video"),
    ("incident", "markers"),
]


def values_of(kind: str, name: str) -> list[Any]:
    shape = fields_of(kind)[name]
    return sorted(shape.choices, key=str) if shape.choices else [True, False]


def every_value(kind: str, name: str) -> list[Any]:
    shape, values = fields_of(kind)[name], values_of(kind, name)
    if shape.many:
        several = (combinations(values, count) for count in range(5))
        return list(chain.from_iterable(several))
    return [*values, None] if shape.blank else values


@st.composite
def asked_of(draw: st.DrawFn, kind: str, name: str) -> list[Condition]:
    some = st.lists(st.sampled_from(values_of(kind, name)), min_size=1, max_size=3, unique=True)
    of_values = st.builds(Condition, test=st.sampled_from(["in", "not-in"]), values=some.map(tuple))
    of_presence = st.builds(Condition, test=st.sampled_from(["present", "absent"]))
    return draw(st.lists(of_values | of_presence, min_size=1, max_size=4))


@pytest.mark.parametrize(("kind", "name"), FIELDS)
@given(st.data())
def test_possible_means_that_some_value_meets_all_tests(
    kind: str, name: str, data: st.DataObject
) -> None:
    asked = data.draw(asked_of(kind, name))
    found = any(all(meets(test, v) for test in asked) for v in every_value(kind, name))
    assert possible(kind, name, asked) == found
    assert all(meets(test, v) for v in meeting(kind, name, asked, None) for test in asked)


def test_an_element_that_is_counted_has_one_value_and_a_list_has_several() -> None:
    both = [Condition(test="in", values=(1,)), Condition(test="in", values=(2,))]
    assert possible("crime", "outcomes.code", both)
    assert not possible("crime", "outcomes.code", both, each="outcomes")


@pytest.mark.parametrize("values", [(1,), (1, 2, 3), tuple(range(1, 23))])
def test_a_number_other_than_those_named_is_always_there(values: tuple[int, ...]) -> None:
    other = [Condition(test="not-in", values=values)]
    assert possible("crime", "outcomes.code", other, each="outcomes")
    assert possible("complaint", "suspended_days", other)


def test_a_word_other_than_those_named_is_always_there() -> None:
    other = [Condition(test="not-in", values=("example", "example-2"))]
    assert possible("survey-response", "question", other)
    assert not possible("survey-response", "question", [*other, Condition(test="absent")])


def test_a_list_of_parts_that_every_record_has_is_never_absent() -> None:
    absent = [Condition(test="absent")]
    assert possible("crime", "outcomes", absent)
    assert not possible("complaint", "allegations", absent)
