"""``oversight settle``: wait until what was sent is in the figures."""

import time
from typing import Annotated

import typer
from rich.console import Console

from oversight_local.commands.options import DEFAULT_DATA, Data
from oversight_local.commands.progress import settle_with_progress
from oversight_local.stack_file import load_stack


def settle(
    timeout: Annotated[float, typer.Option(help="Seconds to wait at most.")] = 60.0,
    data: Data = DEFAULT_DATA,
) -> None:
    """Wait until everything accepted so far is counted, alerted on and shown.

    Ends with 1, and says which service lags, where that takes longer than --timeout.
    """
    console, started = Console(), time.monotonic()
    settle_with_progress(console, load_stack(data), timeout)
    console.print(f"Settled after {time.monotonic() - started:.1f} s.")
