"""The file of a backup: a tar archive whose first member is the manifest."""

import hashlib
import os
import tarfile
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import IO, BinaryIO

from pydantic import ValidationError

from oversight_local.backup.manifest import NAME, BackupPart, Manifest
from oversight_local.failure import Failure

CHUNK = 4 * 1024 * 1024
# Called with the number of bytes done since the last call.
Progress = Callable[[int], None]


def part_of(name: str, path: Path, progress: Progress) -> BackupPart:
    """A file as the manifest names it."""
    with path.open("rb") as file:
        return BackupPart(name=name, size=path.stat().st_size, sha256=_digest(file, progress))


def write_archive(target: Path, manifest: Manifest, files: Mapping[str, Path]) -> None:
    """Write ``target`` as a whole: it is there complete, on disk, or not at all.

    It holds records and is for its owner only. Raises ``Failure``.
    """
    draft = target.with_name(f"{target.name}.part")
    try:
        with open(os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
            _write(file, manifest, files)
        draft.replace(target)
    except OSError as error:
        raise Failure(f"{target} cannot be written: {error.strerror or error}") from error
    finally:
        # What is left of it would keep a full disk full.
        draft.unlink(missing_ok=True)


def _write(file: BinaryIO, manifest: Manifest, files: Mapping[str, Path]) -> None:
    with tarfile.open(fileobj=file, mode="w") as archive:
        content = manifest.model_dump_json(indent=2).encode()
        header = tarfile.TarInfo(NAME)
        header.size = len(content)
        archive.addfile(header, BytesIO(content))
        for part in manifest.parts:
            archive.add(files[part.name], arcname=part.name, recursive=False)
    file.flush()
    os.fsync(file.fileno())


def read_manifest(path: Path) -> Manifest:
    """The manifest of the backup in ``path``. Raises ``Failure`` where it is no backup."""
    try:
        with tarfile.open(path) as archive:
            first = archive.next()
            content = archive.extractfile(first) if first and first.name == NAME else None
            return Manifest.model_validate_json(content.read() if content else b"")
    except OSError as error:
        raise Failure(f"{path} cannot be read: {error.strerror or error}") from error
    except (tarfile.TarError, ValidationError) as error:
        raise Failure(f"{path} is no backup that this version can read") from error


def unpack(path: Path, manifest: Manifest, folder: Path, progress: Progress) -> None:
    """Write the parts below ``folder``, checked. Raises ``Failure`` where a byte is not as it was.

    Only what the manifest names is written.
    """
    with tarfile.open(path) as archive:
        for part in manifest.parts:
            try:
                source = archive.extractfile(part.name)
            except KeyError:
                source = None
            if source is None:
                raise Failure(f"{path} is damaged: {part.name} is missing; nothing was restored")
            target = _inside(folder, part.name)
            with source, target.open("wb") as file:
                digest = _digest(source, progress, file)
            if digest != part.sha256 or target.stat().st_size != part.size:
                raise Failure(
                    f"{path} is damaged: {part.name} is not what was backed up; "
                    "nothing was restored"
                )


def _inside(folder: Path, name: str) -> Path:
    target = (folder / name).resolve()
    if not target.is_relative_to(folder.resolve()):
        raise Failure(f"the backup names a file outside itself: {name}")
    target.parent.mkdir(parents=True, exist_ok=True)
    return target


def _digest(source: IO[bytes], progress: Progress, copy: BinaryIO | None = None) -> str:
    digest = hashlib.sha256()
    while chunk := source.read(CHUNK):
        digest.update(chunk)
        if copy is not None:
            copy.write(chunk)
        progress(len(chunk))
    return digest.hexdigest()
