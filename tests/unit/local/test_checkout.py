from pathlib import Path

import pytest

from oversight_local.checkout import find_definitions
from oversight_local.failure import Failure


def test_the_checkout_around_the_package_holds_the_definitions(tmp_path: Path) -> None:
    definitions = tmp_path / "shared" / "definitions"
    definitions.mkdir(parents=True)
    package = tmp_path / "deploy" / "local" / "oversight_local" / "checkout.py"
    assert find_definitions(None, package) == definitions


def test_a_folder_that_is_named_goes_first(tmp_path: Path) -> None:
    assert find_definitions(tmp_path) == tmp_path


def test_outside_a_checkout_the_folder_must_be_named(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="--definitions"):
        find_definitions(None, tmp_path / "oversight_local" / "checkout.py")


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="nowhere"):
        find_definitions(tmp_path / "nowhere")
