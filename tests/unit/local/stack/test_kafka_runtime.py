from pathlib import Path

import pytest

from oversight_local.failure import Failure
from oversight_local.stack.kafka.runtime import choose_java


def a_java(folder: Path, name: str, version: str) -> Path:
    """A program that answers ``-version`` as that Java does."""
    path = folder / name
    path.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\" 2025-04-15' >&2\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize("version", ["17.0.15", "21", "25.0.2"])
def test_java_17_and_newer_will_do(tmp_path: Path, version: str) -> None:
    java = a_java(tmp_path, "java", version)
    assert choose_java([java]) == java


@pytest.mark.parametrize("version", ["1.8.0_402", "11.0.22", "soon"])
def test_an_older_java_is_passed_over(tmp_path: Path, version: str) -> None:
    old, new = a_java(tmp_path, "old", version), a_java(tmp_path, "new", "17.0.15")
    assert choose_java([old, new]) == new


def test_a_java_that_is_not_there_is_passed_over(tmp_path: Path) -> None:
    java = a_java(tmp_path, "java", "17.0.15")
    assert choose_java([tmp_path / "none", java]) == java


def test_without_one_the_failure_names_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="needs Java 17 or newer"):
        choose_java([a_java(tmp_path, "java", "11.0.22")])
