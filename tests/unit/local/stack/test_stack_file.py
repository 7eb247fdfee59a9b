from pathlib import Path

import orjson
import pytest

from oversight_local.data_folder import DataFolder
from oversight_local.failure import Failure
from oversight_local.stack.running import load_stack
from oversight_local.stack.stack_file import StackFile


def a_stack(data: Path) -> StackFile:
    return StackFile(
        urls={"ingest": "http://127.0.0.1:8101"},
        kafka="127.0.0.1:8107",
        postgres="postgresql://postgres@127.0.0.1:8108/oversight",
        maildir=data / "maildir",
        tokens={"feed": "secret"},
        source="urn:oversight:local",
        force="west-midlands",
        broker="embedded",
        pids={"up": 1},
        data=data,
    )


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = DataFolder(tmp_path).stack
    a_stack(tmp_path).write(path)
    assert load_stack(tmp_path) == a_stack(tmp_path)
    assert orjson.loads(path.read_bytes())["ingest"] == "http://127.0.0.1:8101"
    assert [entry.name for entry in tmp_path.iterdir()] == ["stack.json"]


def test_a_folder_without_a_stack_names_the_command_that_starts_one(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="oversight up"):
        load_stack(tmp_path)


def test_a_broken_file_names_the_command_that_ends_the_stack(tmp_path: Path) -> None:
    DataFolder(tmp_path).stack.write_text("{")
    with pytest.raises(Failure, match="oversight down"):
        load_stack(tmp_path)
