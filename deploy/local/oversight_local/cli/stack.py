"""``oversight up``, ``down`` and ``status``: a stack in the foreground."""

import functools
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from oversight_local.cli.options import DEFAULT_DATA, At, Data
from oversight_local.data_folder import DataFolder
from oversight_local.failure import Failure
from oversight_local.processes.signals import Interruption
from oversight_local.processes.table import find
from oversight_local.processes.termination import take_down
from oversight_local.stack.brokers.model import Broker
from oversight_local.stack.database_roles import without_password
from oversight_local.stack.running import load_stack
from oversight_local.stack.services import SERVICES, readiness
from oversight_local.stack.stack import Stack
from oversight_local.stack.stack_file import StackFile


def down(data: Data = DEFAULT_DATA) -> None:
    """End the stack that runs on DIR, also after its terminal was closed or killed."""
    folder = DataFolder(data)
    if not folder.journal.exists() and not folder.stack.exists():
        raise Failure(f"no stack is running on {data}")
    console = Console()
    with console.status("ending the stack"):
        ended = take_down(folder)
    console.print(f"Ended: {', '.join(ended)}." if ended else "The stack had already ended.")


# PostgreSQL and the mail catcher.
BESIDE_BROKERS = 2
ABOUT = {
    Broker.EMBEDDED: (
        "This is the embedded stack. Its broker keeps the log in memory: a 202 does not outlive "
        "it. It is for trying out and for tests."
    ),
    Broker.KAFKA: (
        "This is the stack on Apache Kafka. The log is kept on disk: a 202 outlives the broker, "
        "and the next start on this folder goes on from there."
    ),
}


def up(
    broker: Annotated[Broker, typer.Option(help="What the services publish through.")] = (
        Broker.EMBEDDED
    ),
    brokers: Annotated[
        int, typer.Option(help="1, or 3 of Apache Kafka, of which one may fail.")
    ] = 1,
    port_base: Annotated[
        int, typer.Option(help="The services take the ports that follow; 0 takes free ones.")
    ] = 8100,
    data: Data = DEFAULT_DATA,
    definitions: Annotated[
        Path | None,
        typer.Option(help="Folder of indicators, rules and areas, where not the checkout's."),
    ] = None,
) -> None:
    """Start PostgreSQL, a broker, a mail catcher and the services; Ctrl-C ends them."""
    console = Console()
    with (
        Interruption.listen() as interruption,
        start_with_progress(
            console, interruption, broker, brokers, port_base, data, definitions
        ) as stack,
    ):
        _print_addresses(console, stack)
        stack.watch(until=interruption, say=functools.partial(say, console))
        console.print("Stopping.")


def start_with_progress(
    console: Console,
    cancelled: Callable[[], bool],
    broker: Broker,
    brokers: int,
    port_base: int,
    data: Path,
    definitions: Path | None,
) -> Stack:
    """``Stack.start`` behind a bar of its steps."""
    columns = (BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    silent = not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=silent) as progress:
        task = progress.add_task("preparing", total=BESIDE_BROKERS + brokers + len(SERVICES))

        def report(title: str) -> None:
            progress.update(task, description=f"starting {title}", advance=1)

        return Stack.start(
            data,
            port_base=port_base,
            definitions=definitions,
            broker=broker,
            brokers=brokers,
            report=report,
            cancelled=cancelled,
        )


def say(console: Console, sentence: str) -> None:
    """Print a sentence of the supervisor, with the time."""
    now = datetime.now().astimezone()
    console.print(f"{now:%H:%M:%S} {sentence}", highlight=False, markup=False, soft_wrap=True)


def _print_addresses(console: Console, stack: Stack) -> None:
    file, folder = stack.file, DataFolder(stack.file.data)
    rows = file.urls | {
        "console": f"{file.urls['alerts']}/console",
        "Kafka": file.kafka,
        "PostgreSQL": without_password(file.postgres),
        "e-mails": str(folder.maildir),
        "logs": str(folder.logs),
        "tokens": str(folder.stack),
    }
    console.print("The stack is ready. Ctrl-C, or `oversight down`, ends it.\n")
    for name, where in rows.items():
        # Unbroken whatever the width, to be copied from the terminal.
        console.print(f"  {name:<12}{where}", highlight=False, markup=False, soft_wrap=True)
    console.print(
        "\nThe console asks for your name, and for the token `oversight` as the password.\n"
        f"\n{ABOUT[Broker(file.broker)]}\n",
        highlight=False,
    )


def status(data: Data = DEFAULT_DATA, at: At = None) -> None:
    """Say which processes of the stack run and which services are ready."""
    file = load_stack(data, at)
    # Of a stack that was not started here, the services are what can be asked.
    states = {name: _state(file, name) for name in file.pids or file.urls}
    table = Table("process", "number", "state") if file.pids else Table("service", "state")
    for name, state in states.items():
        number = (str(file.pids[name]),) if file.pids else ()
        table.add_row(name, *number, state or "ready")
    Console().print(table)
    failing = [name for name, state in states.items() if state is not None]
    if failing:
        raise Failure(f"not ready: {', '.join(failing)}")


def _state(file: StackFile, name: str) -> str | None:
    if name in file.pids and find(file.pids[name]) is None:
        return "has ended"
    return readiness(file.urls[name]) if name in file.urls else None
