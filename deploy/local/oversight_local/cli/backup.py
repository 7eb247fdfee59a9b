"""``oversight backup`` and ``oversight restore``."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from oversight_local.backup.create import check_file, make_backup
from oversight_local.backup.manifest import Manifest
from oversight_local.backup.restore import check_target, restore_backup
from oversight_local.cli.options import DEFAULT_DATA, At, Data
from oversight_local.stack.running import load_stack
from oversight_local.stack.service_commands import ask_indicators

File = Annotated[Path, typer.Argument(metavar="FILE", help="The file of the backup.")]


def backup(file: File, data: Data = DEFAULT_DATA, at: At = None) -> None:
    """Write everything the running stack has counted, shown, mailed and frozen to FILE.

    The log stays in Kafka: a restored stack counts on from where the backup stands in it.
    """
    console, stack = Console(), load_stack(data, at)
    check_file(file)
    with _bar(console) as bar:
        made = asyncio.run(make_backup(stack, file, bar, lambda: datetime.now(UTC)))
    # What watches over the stack asks how old the newest is.
    if ask_indicators(stack, "backed-up", "--at", made.made_at.isoformat())[0]:
        console.print("The indicators could not note that it was made.", highlight=False)
    console.print(f"{file}: {file.stat().st_size:,} bytes.", highlight=False, soft_wrap=True)
    _describe(console, made)


def restore(
    file: File,
    data: Data = DEFAULT_DATA,
    replace: Annotated[
        bool, typer.Option("--replace", help="Lose the database that is there.")
    ] = False,
    at: At = None,
) -> None:
    """Put the backup FILE in place on DIR, whose stack must not run. It is checked first.

    With --stack, PostgreSQL runs there and no service.
    """
    console = Console()
    check_target(data, at, replace=replace)
    with _bar(console) as bar:
        restored = asyncio.run(restore_backup(file, data, at, bar))
    console.print(f"Restored from {file}.", highlight=False, soft_wrap=True)
    _describe(console, restored)
    console.print(
        f"Start {'the services' if at else 'the stack with: oversight up'}. It counts on "
        "from there, and shows what the backup shows until it has caught up with the log."
    )


def _bar(console: Console) -> Progress:
    return Progress(console=console, transient=True, disable=not console.is_terminal)


def _describe(console: Console, manifest: Manifest) -> None:
    standing = manifest.standing
    rows = {
        "made at": f"{manifest.made_at:%Y-%m-%d %H:%M:%S} UTC",
        "generation": str(standing.generation),
        "definitions": standing.definitions,
        "records": f"{standing.records:,}",
        "log": ", ".join(sorted({each.log for each in standing.positions})) or "none",
        "counted to": ", ".join(
            f"{each.partition}: {each.offset:,}" for each in standing.positions
        ),
    }
    for name, value in rows.items():
        console.print(f"  {name:<12}{value}", highlight=False, markup=False, soft_wrap=True)
