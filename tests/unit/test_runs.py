"""Which run tries which tests."""

from pathlib import Path

import pytest
from tests.runs import EXTENDED, ON_KAFKA, marks_of


@pytest.mark.parametrize("named", [*ON_KAFKA, *EXTENDED])
def test_what_is_named_is_there(checkout: Path, named: str) -> None:
    path, _, test = named.partition("::")
    assert (checkout / path).exists()
    assert not test or f"def {test}" in (checkout / path).read_text(encoding="utf-8")


def test_a_test_has_the_marks_of_its_module() -> None:
    assert marks_of("tests/e2e/test_backup.py::test_it") == ["extended"]
    assert marks_of("tests/integration/indicators/test_counting.py::test_it") == ["kafka"]
    assert marks_of("tests/integration/indicators/test_replay.py::test_it") == ["extended"]
    assert marks_of("tests/unit/measures/test_simulations.py::test_it") == ["extended"]
    assert marks_of("tests/unit/test_runs.py::test_it") == []
