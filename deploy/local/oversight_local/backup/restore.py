"""Put a backup in the place of a database."""

import asyncio
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.progress import Progress

from oversight_local.backup.archive import read_manifest, unpack
from oversight_local.backup.manifest import DATABASE, Manifest
from oversight_local.backup.pg_dump import (
    count_tables,
    create_database,
    give_to_services,
    holds_tables,
    put_in_place,
    restore,
)
from oversight_local.data_folder import DataFolder
from oversight_local.failure import Failure
from oversight_local.stack.running import find_running, load_stack
from oversight_local.stack.service_commands import ask_indicators
from oversight_local.stack.services import answering
from oversight_local.stack.stack import Stack
from oversight_local.stack.stack_file import StackFile


def check_target(data: Path, addresses: Path | None, *, replace: bool) -> None:
    """Raise ``Failure`` where services run, or where the database would be lost unasked."""
    if addresses is None:
        _check_here(data, replace=replace)
    else:
        _check_elsewhere(load_stack(data, addresses), replace=replace)


def _check_here(data: Path, *, replace: bool) -> None:
    if find_running(data) is not None:
        raise Failure(f"a stack is running on {data}; end it first: oversight down")
    if DataFolder(data).postgres.exists() and not replace:
        raise Failure(
            f"{data} holds a database; to lose it and have the backup in its place: --replace"
        )


def _check_elsewhere(stack: StackFile, *, replace: bool) -> None:
    running = answering(stack.urls)
    if running:
        raise Failure(f"services of the stack are running; end them first: {', '.join(running)}")
    if not replace and asyncio.run(holds_tables(stack.postgres)):
        raise Failure(
            "the stack has a database; to lose it and have the backup in its place: --replace"
        )


async def restore_backup(
    source: Path, data: Path, addresses: Path | None, bar: Progress
) -> Manifest:
    """Check ``source``, fill a database from it, and only then put that in place.

    Until then the database that is there stays as it is. Raises ``Failure``.
    """
    manifest = read_manifest(source)
    DataFolder(data).create()
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=data) as name:
        folder = Path(name)
        task = bar.add_task("checking", total=sum(part.size for part in manifest.parts))
        unpack(source, manifest, folder, lambda n: bar.advance(task, n))
        with _database_alone(data, addresses) as stack:
            await _fill(stack, folder / DATABASE, bar)
    return manifest


@contextmanager
def _database_alone(data: Path, addresses: Path | None) -> Iterator[StackFile]:
    """A stack of which PostgreSQL alone runs: what its services would do is still to come."""
    if addresses is not None:
        yield load_stack(data, addresses)
        return
    with Stack.start(data, port_base=0, services=()) as own:
        yield own.file


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
