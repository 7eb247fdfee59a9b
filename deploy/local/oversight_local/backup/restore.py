"""Put a backup in the place of a database."""

import secrets
import tempfile
from pathlib import Path

from rich.progress import Progress

from oversight_local.backup.archive import read_manifest, unpack
from oversight_local.backup.manifest import DATABASE, Manifest
from oversight_local.backup.pg_dump import (
    count_tables,
    create_database,
    give_to_services,
    put_in_place,
    restore,
)
from oversight_local.data_folder import DataFolder
from oversight_local.failure import Failure
from oversight_local.stack.service_commands import ask_indicators
from oversight_local.stack.stack import Stack
from oversight_local.stack.stack_file import StackFile, find_running


def check_target(data: Path, *, replace: bool) -> None:
    """Raise ``Failure`` where a stack runs on ``data``, or would lose its database unasked."""
    if find_running(data) is not None:
        raise Failure(f"a stack is running on {data}; end it first: oversight down")
    if DataFolder(data).postgres.exists() and not replace:
        raise Failure(
            f"{data} holds a database; to lose it and have the backup in its place: --replace"
        )


async def restore_backup(source: Path, data: Path, bar: Progress) -> Manifest:
    """Check ``source``, fill a database from it, and only then put that in place.

    Until then the database that is there stays as it is. Raises ``Failure``.
    """
    manifest = read_manifest(source)
    DataFolder(data).create()
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=data) as name:
        folder = Path(name)
        task = bar.add_task("checking", total=sum(part.size for part in manifest.parts))
        unpack(source, manifest, folder, lambda n: bar.advance(task, n))
        # PostgreSQL alone; what the services would do is still to come.
        with Stack.start(data, port_base=0, services=()) as stack:
            await _fill(stack.file, folder / DATABASE, bar)
    return manifest


async def _fill(stack: StackFile, dump: Path, bar: Progress) -> None:
    name = f"restored_{secrets.token_hex(4)}"
    url = await create_database(stack.postgres, name)
    task = bar.add_task("restoring tables", total=count_tables(dump))
    await restore(url, dump, lambda n: bar.advance(task, n))
    environment = stack.environment | {"OVERSIGHT_DATABASE_URL": url}
    code, _ = ask_indicators(stack.model_copy(update={"environment": environment}), "restored")
    if code:
        raise Failure("the restored totals could not be made a generation of their own")
    await give_to_services(url)
    await put_in_place(stack.postgres, name)
