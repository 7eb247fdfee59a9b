"""``oversight backtest``: what rules would have opened and mailed over a past period."""

import asyncio
import importlib.util
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.console import Console

from oversight_local.cli.options import DEFAULT_DATA, At, Data
from oversight_local.failure import Failure
from oversight_local.stack.running import reach_stack
from oversight_measures.periods.period import Period

DATES = ["%Y-%m-%d"]


class AsKnown(StrEnum):
    """As records are known now, or as they were known on each day."""

    NOW = "now"
    THEN = "then"


def backtest(
    rules: Annotated[
        list[str] | None, typer.Argument(metavar="[RULE]...", help="All rules if not said.")
    ] = None,
    *,
    first: Annotated[datetime, typer.Option("--from", formats=DATES, help="The first day.")],
    end: Annotated[datetime, typer.Option("--to", formats=DATES, help="The day after the last.")],
    as_known: Annotated[
        AsKnown, typer.Option("--as-known", help="With what is known now, or was known then.")
    ] = AsKnown.NOW,
    force: Annotated[
        str | None, typer.Option(help="The force; the stack's own if not said.")
    ] = None,
    candidate: Annotated[
        Path | None,
        typer.Option(
            "--rules",
            metavar="FILE|DIR",
            help="Rules to try beside the current ones: they take the place of those of the same "
            "id, or are added. A folder of definitions brings its baselines too.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    data: Data = DEFAULT_DATA,
    at: At = None,
) -> None:
    """Replay stored totals, and print what the rules would have opened and mailed.

    Each rule is judged as each of its buckets closed, by the code that alerts runs. Nothing is
    stored and nobody is mailed.
    """
    if end <= first:
        raise Failure(f"--to {end:%Y-%m-%d} is not after --from {first:%Y-%m-%d}")
    if importlib.util.find_spec("oversight_alerts") is None:
        raise Failure("back-tests need oversight-alerts, which only a checkout has: make setup")
    # Commands beside a stack do without the rules' code, and this one takes a second to read.
    from oversight_local.backtest.command import run_backtest
    from oversight_local.backtest.report import WIDTH, document, printed

    stack = reach_stack(data, at)
    trials = asyncio.run(
        run_backtest(
            stack,
            force or stack.force,
            Period(first.date(), end.date()),
            tuple(rules or ()),
            candidate,
            then=as_known is AsKnown.THEN,
        )
    )
    if as_json:
        typer.echo(orjson.dumps(document(trials), option=orjson.OPT_INDENT_2))
        return
    console = Console()
    if not console.is_terminal:
        console.width = WIDTH
    for each in printed(trials):
        console.print(each, highlight=False, markup=False)
        console.print()
