"""``oversight demo``: runs the whole pipeline once, on a stack that holds nothing yet."""

import functools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from oversight_local.cli.options import DEFAULT_DATA, At, Data
from oversight_local.cli.stack import say, start_with_progress
from oversight_local.client.settle import require_empty
from oversight_local.data_folder import DataFolder
from oversight_local.demo.phases import Phases
from oversight_local.demo.scenario import Demonstration
from oversight_local.demo.summary import print_summary
from oversight_local.failure import Failure
from oversight_local.load.stop_search.layout import find_files
from oversight_local.processes.signals import Interruption
from oversight_local.processes.termination import take_down
from oversight_local.stack.brokers.model import Broker
from oversight_local.stack.running import reach_stack
from oversight_local.stack.stack import Stack
from oversight_local.stack.stack_file import StackFile

SCALE = 0.15


def demo(
    records: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Load the stop-and-search CSV files below it too."),
    ] = None,
    scale: Annotated[
        float, typer.Option(min=0.1, max=2, help="1 is 75,000 incidents a month.")
    ] = SCALE,
    seed: Annotated[int, typer.Option(min=0, help="Another seed is another force.")] = 1,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep the stack afterwards, until Ctrl-C.")
    ] = False,
    data: Data = DEFAULT_DATA,
    at: At = None,
) -> None:
    """Simulate a quarter, then live the last day judged, of slow response; freeze a report.

    Runs on a stack of its own below DIR/demo, on free ports, emptied at the start; with --stack on
    one that runs and holds nothing yet. Ends with 1 where the alert's e-mail did not come, a total
    differs from its records, or the services' counts do not add up.
    """
    console, phases = Console(), Phases(Console())
    folder = data.resolve() / "demo"
    if records is not None and not find_files(records):
        raise Failure(f"there is no stop-and-search file in {records}")
    with _own_stack(console, phases, folder, keep) if at is None else _stack_at(at, folder) as file:
        demonstration = Demonstration(file, console, phases, folder)
        findings = demonstration.run(scale, seed, records, datetime.now(UTC))
        print_summary(console, findings, phases)
        if keep or at is not None:
            console.print(f"The stack goes on; the report is at {findings.page}", soft_wrap=True)
    console.print(f"The demonstration took {phases.total:.0f} s.")
    if findings.faults:
        raise Failure("the demonstration found faults", findings.faults)


@contextmanager
def _stack_at(addresses: Path, folder: Path) -> Iterator[StackFile]:
    """A stack that runs. Raises ``Failure`` where it holds anything: nothing would add up."""
    stack = reach_stack(folder, addresses)
    require_empty(stack)
    folder.mkdir(parents=True, exist_ok=True)
    yield stack


@contextmanager
def _own_stack(console: Console, phases: Phases, folder: Path, keep: bool) -> Iterator[StackFile]:
    """A new stack; with ``keep`` it goes on until Ctrl-C once the demonstration is over."""
    _empty(folder)
    with phases.phase("Starting a stack"):
        stack = start_with_progress(
            console, lambda: False, Broker.EMBEDDED, 1, 0, folder / "stack", None
        )
    with stack:
        yield stack.file
        if keep:
            _keep(console, stack)


def _empty(folder: Path) -> None:
    stack = DataFolder(folder / "stack")
    if stack.path.exists():
        # Raises where a demonstration is running there.
        os.close(stack.lock())
        take_down(stack)
    shutil.rmtree(folder, ignore_errors=True)


def _keep(console: Console, stack: Stack) -> None:
    console.print("Ctrl-C ends it.")
    for name, url in stack.file.urls.items():
        console.print(f"  {name:<12}{url}", highlight=False, markup=False, soft_wrap=True)
    with Interruption.listen() as interruption:
        stack.watch(until=interruption, say=functools.partial(say, console))
