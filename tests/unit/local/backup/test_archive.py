"""The file of a backup is there as a whole, or nothing of it is."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from oversight_local.backup.archive import part_of, read_manifest, unpack, write_archive
from oversight_local.backup.manifest import CountedState, Manifest
from oversight_local.failure import Failure


def silent(_: int) -> None:
    return


def manifest_of(files: dict[str, Path]) -> Manifest:
    return Manifest(
        made_at=datetime(2026, 11, 1, tzinfo=UTC),
        force="west-midlands",
        versions={},
        standing=CountedState(generation=1, definitions="x", records=0, positions=()),
        parts=tuple(part_of(name, path, silent) for name, path in files.items()),
    )


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    (tmp_path / "dump").write_bytes(b"x" * 10_000)
    return {"database.dump": tmp_path / "dump"}


def test_what_is_written_is_read_again(tmp_path: Path, files: dict[str, Path]) -> None:
    target, manifest = tmp_path / "a.backup", manifest_of(files)
    write_archive(target, manifest, files)
    (tmp_path / "out").mkdir()
    unpack(target, read_manifest(target), tmp_path / "out", silent)
    assert (tmp_path / "out" / "database.dump").read_bytes() == b"x" * 10_000


def test_what_cannot_be_written_leaves_nothing_behind(
    tmp_path: Path, files: dict[str, Path]
) -> None:
    manifest = manifest_of(files)
    # As good as a disk that is full: the next byte cannot be had.
    files["database.dump"].unlink()
    with pytest.raises(Failure, match=r"a\.backup cannot be written"):
        write_archive(tmp_path / "a.backup", manifest, files)
    assert list(tmp_path.iterdir()) == []
