"""``oversight backtest``: what rules would have opened and mailed over a past period."""

import asyncio
import importlib.util
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import orjson
import typer
from rich.console import Console

from oversight_local.cli.options import DEFAULT_DATA, At, Data
from oversight_local.client.backtests import send_backtest
from oversight_local.failure import Failure
from oversight_local.stack.running import reach_stack
from oversight_measures.periods.period import Period

if TYPE_CHECKING:
    from oversight_local.backtest.trial import Trial

DATES = ["%Y-%m-%d"]
# Of what alerts takes as a reason.
SHORTEST = 3


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
    record: Annotated[
        str | None,
        typer.Option(
            metavar="WHY",
            help="Put it on record with alerts, and why it was tried: its rules may open alerts.",
        ),
    ] = None,
    by: Annotated[
        str | None, typer.Option(help="Who records it, where several share a token.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    data: Data = DEFAULT_DATA,
    at: At = None,
) -> None:
    """Replay stored totals, and print what the rules would have opened and mailed.

    Each rule is judged as each of its buckets closed, by the code that alerts runs. Nobody is
    mailed, and nothing is stored but with --record.
    """
    if by is not None and record is None:
        raise Failure("--by names who records a back-test: say --record WHY too")
    if record is not None and len(record.strip()) < SHORTEST:
        raise Failure("--record: say why it was tried, in a few words")
    if end <= first:
        raise Failure(f"--to {end:%Y-%m-%d} is not after --from {first:%Y-%m-%d}")
    if importlib.util.find_spec("oversight_alerts") is None:
        raise Failure("back-tests need oversight-alerts, which only a checkout has: make setup")
    # Commands beside a stack do without the rules' code, and this one takes a second to read.
    from oversight_local.backtest.command import run_backtest
    from oversight_local.backtest.report import WIDTH, document, printed, to_be_recorded

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
    number = None
    if record is not None:
        number = send_backtest(stack, to_be_recorded(trials, as_known.value, record.strip(), by))
    if as_json:
        typer.echo(orjson.dumps(document(trials), option=orjson.OPT_INDENT_2))
        return
    console = Console()
    if not console.is_terminal:
        console.width = WIDTH
    for each in printed(trials):
        console.print(each, highlight=False, markup=False)
        console.print()
    if number is not None:
        console.print(f"On record as {number}: {_allowed(trials)}", highlight=False, markup=False)


def _allowed(trials: Sequence["Trial"]) -> str:
    """What may open alerts from now on, and what of it was never judged."""
    rules = trials[-1].result.rules
    mute = [name for name, each in rules.items() if each.always_mute]
    words = "the rules may open alerts" if len(rules) > 1 else "the rule may open alerts"
    if mute:
        words += f"; never judged in the period, so this says nothing of them: {', '.join(mute)}"
    return words
