"""``oversight rebuild``: derive all totals from the stored records under the definitions of now."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from oversight_local.commands.indicators import ask_indicators
from oversight_local.commands.options import DEFAULT_DATA, Data
from oversight_local.failure import Failure
from oversight_local.feeds.switching import wait_until_shown
from oversight_local.stack import Stack
from oversight_local.stack_file import StackFile, find_running, load_stack

# Whoever reads a whole generation is done long before.
SHOWN_SECONDS = 900.0


def rebuild(
    data: Data = DEFAULT_DATA,
    definitions: Annotated[
        Path | None,
        typer.Option(
            help="Folder of indicators, rules and areas, where not the checkout's. "
            "A running stack reads its own."
        ),
    ] = None,
    from_log: Annotated[
        bool,
        typer.Option("--from-log", help="Forget what is stored; count Kafka's log from its start."),
    ] = False,
    even_if_incomplete: Annotated[
        bool,
        typer.Option(help="With --from-log: also where the log lacks what was counted before."),
    ] = False,
) -> None:
    """Count the stored records again after a changed definition, area or target.

    The records stay as they are; their totals get a new generation, and nobody is mailed for it.
    On a running stack what is sent meanwhile is accepted and waits, and the old figures are shown
    until the new ones take their place. A stack that does not run shows them once it is started.
    """
    running = find_running(data)
    if from_log:
        _replay(load_stack(data), even_if_incomplete)
    elif running is None:
        # PostgreSQL alone: the services would refuse to start under other definitions.
        with Stack.start(data, port_base=0, services=(), definitions=definitions) as stack:
            _rebuild(stack.file)
    else:
        _same_folder(running, definitions)
        _show(running, _rebuild(running))


def _show(stack: StackFile, generation: int) -> None:
    console = Console()
    with console.status("switching") as status:
        wait_until_shown(
            stack, generation, SHOWN_SECONDS, lambda late: status.update(f"waiting for {late}")
        )
    console.print("Alerts and reporting show it.")


def _replay(stack: StackFile, even_if_incomplete: bool) -> None:
    words = ("--even-if-incomplete",) if even_if_incomplete else ()
    code, counted = ask_indicators(stack, "replay", *words)
    if code:
        sys.exit(code)
    Console().print(
        f"Generation {counted['generation']}: {counted['log_records']:,} records of the log.",
        highlight=False,
    )
    _show(stack, counted["generation"])


def _rebuild(stack: StackFile) -> int:
    code, built = ask_indicators(stack, "rebuild")
    if code:
        sys.exit(code)
    Console().print(
        f"Generation {built['generation']}: {built['totals']:,} totals from "
        f"{built['records']:,} records.",
        highlight=False,
    )
    return int(built["generation"])


def _same_folder(stack: StackFile, definitions: Path | None) -> None:
    own = Path(stack.environment["OVERSIGHT_DEFINITIONS"])
    if definitions is not None and definitions.resolve() != own:
        raise Failure(
            f"the running stack reads its definitions from {own}; change them there, "
            "or end it first: oversight down"
        )
