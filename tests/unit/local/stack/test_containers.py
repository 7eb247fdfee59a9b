"""A command for the stack of containers is begun beside it, with the same words and files."""

from pathlib import Path

import pytest

from oversight_local.failure import Failure
from oversight_local.stack.elsewhere.containers import (
    Caller,
    command_inside,
    outermost,
    without_stack,
)

PROJECT = ("--file", "/checkout/docker-compose.yml")


def words_of(folder: Path, *files: Path) -> list[str]:
    return list(command_inside(["load", "street"], files, Caller(1000, 100, folder), PROJECT))


def mounts(words: list[str]) -> list[str]:
    return [after for word, after in zip(words, words[1:], strict=False) if word == "--volume"]


def test_it_runs_as_the_same_user_in_the_same_folder(tmp_path: Path) -> None:
    words = words_of(tmp_path)
    assert words[:5] == ["docker", "compose", *PROJECT, "--progress"]
    assert words[words.index("--user") + 1] == "1000:100"
    assert words[words.index("--workdir") + 1] == str(tmp_path)
    assert words[-3:] == ["oversight", "load", "street"]


def test_each_file_lies_where_it_does_here(tmp_path: Path) -> None:
    here, there, store = (tmp_path / name for name in ("here", "there", "store"))
    for folder in (here, there / "deep", store):
        folder.mkdir(parents=True)
    (store / "real.csv").touch()
    (there / "link.csv").symlink_to(store / "real.csv")
    found = mounts(words_of(here, there / "link.csv", there / "deep", here / "not-yet" / "a.csv"))
    assert found == [f"{folder}:{folder}" for folder in (here, store, there)]


@pytest.mark.parametrize("folder", ["/", "/opt", "/opt/oversight", "/tmp", "/usr"])
def test_a_folder_that_the_container_needs_itself_is_refused(folder: str) -> None:
    with pytest.raises(Failure, match="use a folder below it"):
        outermost([Path(folder)])


@pytest.mark.parametrize(
    "words",
    [
        ["verify", "--stack", "compose"],
        ["verify", "--stack=compose"],
        ["verify"],
    ],
)
def test_the_words_are_those_that_were_typed_but_for_the_place(words: list[str]) -> None:
    assert list(without_stack(words)) == ["verify"]
