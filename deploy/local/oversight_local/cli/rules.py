"""``oversight rules``: how often a set of rules alarms by chance, and how soon it finds a shift."""

import importlib.util
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_local.cli.definitions import Folder, load_definitions
from oversight_local.cli.options import DEFAULT_DATA, At, Data
from oversight_local.client.rules import fetch_rules
from oversight_local.failure import Failure
from oversight_local.progress import progress_bar
from oversight_local.rules.told import told_series
from oversight_local.rules.watched import Watched
from oversight_local.stack.running import reach_stack
from oversight_measures.periods.period import london_day

# Four e-mails a quarter.
BUDGET = 16.0


def check(
    *,
    budget: Annotated[
        float, typer.Option(min=0, help="E-mails a year by chance alone that are accepted.")
    ] = BUDGET,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="End with 0 over the budget too.")
    ] = False,
    typical: Annotated[
        bool,
        typer.Option("--typical", help="On the volumes of a typical force; needs no stack."),
    ] = False,
    years: Annotated[
        int, typer.Option(min=10, max=5000, help="How many years are simulated.")
    ] = 200,
    folder: Folder = None,
    data: Data = DEFAULT_DATA,
    at: At = None,
) -> None:
    """Say of every rule how often it alarms by chance, and how soon it finds what it is for.

    On the volumes and the spread of the running stack's force, as its alerts service tells them:
    years in which nothing changes are simulated, all rules on the same days. It ends with 1 where
    chance alone would send more e-mails a year than the budget.
    """
    if importlib.util.find_spec("scipy") is None:
        raise Failure("this needs scipy, which only a checkout has: make setup")
    # Commands beside a stack do without, and it takes a second to read.
    from oversight_local.rules.output import print_statement
    from oversight_local.rules.statement import statements

    catalogue, watched = _typical(folder) if typical else _told(folder, data, at)
    if not catalogue.rules:
        raise Failure("the definitions have no rules")
    with progress_bar(Console(stderr=True), "simulating", len(watched)) as report:
        found = statements(watched, years, report)
    console = Console()
    for each in found:
        print_statement(console, each, years, budget)
    over = [each.force for each in found if not each.within(budget)]
    if over and not anyway:
        raise Failure(
            f"over the budget of {budget:g} e-mails a year: {', '.join(over)}; raise once_in, "
            "confidence or limits of what alarms most, or say --anyway"
        )


COMMANDS: Mapping[str, Callable[..., None]] = {"check": check}


def _typical(folder: Path | None) -> tuple[Catalogue, Sequence[Watched]]:
    from oversight_local.rules.typical import typical_series

    catalogue = load_definitions(folder)
    return catalogue, list(typical_series(catalogue, london_day(datetime.now(UTC))))


def _told(folder: Path | None, data: Path, at: Path | None) -> tuple[Catalogue, Sequence[Watched]]:
    stack = reach_stack(data, at)
    catalogue = load_definitions(folder or stack.definitions)
    return catalogue, list(told_series(catalogue, fetch_rules(stack), stack.force))
