"""``oversight snapshot``: freeze a report."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from oversight_local.cli.options import DEFAULT_DATA, At, Data
from oversight_local.client.snapshots import save_snapshot, take_snapshot
from oversight_local.stack.running import reach_stack

DATES = ["%Y-%m-%d"]


def snapshot(
    report: Annotated[str, typer.Argument(help="A report's id, for example board-quarter.")],
    first: Annotated[datetime, typer.Option("--from", formats=DATES, help="First day.")],
    end: Annotated[
        datetime, typer.Option("--to", formats=DATES, help="The day after the last day.")
    ],
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Save its files here too, under its id."),
    ] = None,
    force: Annotated[
        str | None, typer.Option(help="Of which force; the stack's own if not said.")
    ] = None,
    data: Data = DEFAULT_DATA,
    at: At = None,
) -> None:
    """Freeze REPORT over a period, as at everything counted by now."""
    stack, console = reach_stack(data, at), Console()
    taken = take_snapshot(stack, report, first.date(), end.date(), force)
    lines = {"snapshot": taken.id} | taken.urls
    lines |= {f"sha256 {name}": each for name, each in taken.hashes.items()}
    if out is not None:
        saved = save_snapshot(stack, taken, out, taken.id, keep=True)
        lines |= {f"saved {name}": str(path) for name, path in saved.items()}
    for sentence in taken.incomplete:
        console.print(f"  Not complete: {sentence}", highlight=False, markup=False, soft_wrap=True)
    for name, value in lines.items():
        console.print(f"  {name:<13}{value}", highlight=False, markup=False, soft_wrap=True)
