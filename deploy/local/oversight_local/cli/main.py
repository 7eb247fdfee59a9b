"""The ``oversight`` command: each subcommand is a function in its own module."""

import functools
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import httpx
import typer
from rich.console import Console

from oversight_local.cli import dead_letters, definitions, force, rules
from oversight_local.cli.backtest import backtest
from oversight_local.cli.backup import backup, restore
from oversight_local.cli.demo import demo
from oversight_local.cli.load import load
from oversight_local.cli.operations import accept_log, rebuild, settle, topics, verify
from oversight_local.cli.simulate import simulate
from oversight_local.cli.snapshot import snapshot
from oversight_local.cli.stack import down, status, up
from oversight_local.failure import Failure
from oversight_local.stack.elsewhere.containers import (
    AS_YOURSELF,
    COMPOSE,
    IMAGE_USER,
    STARTING,
    run_inside,
)

COMMANDS = (
    demo,
    up,
    down,
    status,
    load,
    simulate,
    settle,
    snapshot,
    verify,
    rebuild,
    accept_log,
    topics,
    backtest,
    backup,
    restore,
)


# Carries out the words that were typed, which name these files, and answers the exit code.
Elsewhere = Callable[[Iterable[Path]], int]


def beside_containers(files: Iterable[Path]) -> int:
    """Carry out this process's own words beside the stack of containers."""
    return run_inside(sys.argv[1:], files)


def build_app(elsewhere: Elsewhere = beside_containers) -> typer.Typer:
    """The command with all its subcommands; ``elsewhere`` is for those with ``--stack compose``."""
    carried = functools.partial(carried_out, elsewhere=elsewhere)
    # Local variables in a traceback would show tokens.
    app = typer.Typer(
        no_args_is_help=True,
        rich_markup_mode="markdown",
        add_completion=False,
        pretty_exceptions_show_locals=False,
        help="Run and use Oversight.",
    )
    for command in COMMANDS:
        app.command(command.__name__.replace("_", "-"))(carried(command))
    dead_letters_app = typer.Typer(
        no_args_is_help=True, help="See, correct and replay dead letters."
    )
    for name, subcommand in dead_letters.COMMANDS.items():
        dead_letters_app.command(name)(carried(subcommand))
    app.add_typer(dead_letters_app, name="dead-letters")
    definitions_app = typer.Typer(no_args_is_help=True, help="Check definitions and explain them.")
    for name, subcommand in definitions.COMMANDS.items():
        definitions_app.command(name)(carried(subcommand))
    app.add_typer(definitions_app, name="definitions")
    force_app = typer.Typer(no_args_is_help=True, help="See and add police forces that ship.")
    for name, subcommand in force.COMMANDS.items():
        force_app.command(name)(carried(subcommand))
    app.add_typer(force_app, name="force")
    rules_app = typer.Typer(no_args_is_help=True, help="Check rules as a set.")
    for name, subcommand in rules.COMMANDS.items():
        rules_app.command(name)(carried(subcommand))
    app.add_typer(rules_app, name="rules")
    return app


def carried_out(command: Callable[..., None], elsewhere: Elsewhere) -> Callable[..., None]:
    """``command`` where its stack can be reached: here, or beside the stack of containers.

    An expected failure is one sentence on standard error and exit code 1.
    """

    @functools.wraps(command)
    def run(*arguments: object, **options: object) -> None:
        at = options.get("at")
        try:
            if at == COMPOSE:
                sys.exit(elsewhere(_paths(options.values())))
            command(*arguments, **options)
        except Failure as failure:
            _exit_with(str(failure), *failure.details)
        except httpx.TransportError as error:
            hint = f"; {STARTING}" if at else ""
            _exit_with(f"the stack does not answer: {error}{hint}")
        except PermissionError as error:
            hint = f"; {AS_YOURSELF}" if os.getuid() == IMAGE_USER else ""
            _exit_with(f"{error.filename}: {error.strerror}{hint}")

    return run


def _paths(values: Iterable[object]) -> Iterator[Path]:
    for value in values:
        if isinstance(value, Path) and value != COMPOSE:
            yield value
        elif isinstance(value, list):
            yield from _paths(value)


def _exit_with(sentence: str, *details: str) -> None:
    console = Console(stderr=True)
    for line in details:
        console.print(line, style="dim", markup=False, highlight=False, soft_wrap=True)
    console.print(f"oversight: {sentence}", style="red", markup=False, soft_wrap=True)
    sys.exit(1)


app = build_app()
