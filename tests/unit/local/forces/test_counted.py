"""Why records of a force are not taken, and what to do."""

import pytest

from oversight_contracts.definitions.models.reference import Force
from oversight_local.forces.counted import what_to_do

DEFINED = {
    "wessex": Force(title="Wessex Police"),
    "merseyside": Force(title="Merseyside Police", kind="comparator"),
}


@pytest.mark.parametrize(
    ("force", "sentence"),
    [
        ("wessex", "stands in areas.yaml and is not counted yet: run oversight rebuild"),
        ("merseyside", "run oversight force add merseyside"),
        ("kent", "run oversight force add kent"),
        ("mercia", "areas.yaml has no force mercia: add it there and run oversight rebuild"),
    ],
)
def test_it_is_said_by_what_a_force_comes_to_be_counted(force: str, sentence: str) -> None:
    assert what_to_do(force, DEFINED).endswith(sentence)
