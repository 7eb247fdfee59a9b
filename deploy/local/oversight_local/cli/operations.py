"""Commands that run a stack: accept-log, rebuild, settle, topics and verify."""

import asyncio
import sys
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from oversight_local.cli.options import DEFAULT_DATA, At, Data
from oversight_local.client.settle import wait_until_shown
from oversight_local.client.topics import compare_topics
from oversight_local.data_folder import DataFolder
from oversight_local.failure import Failure
from oversight_local.progress import settle_with_progress
from oversight_local.stack.brokers.model import Broker
from oversight_local.stack.kafka.storage import stored_cluster
from oversight_local.stack.running import find_running, load_stack, reach_stack
from oversight_local.stack.service_commands import ask_indicators, run_indicators, run_verify
from oversight_local.stack.stack import Stack
from oversight_local.stack.stack_file import StackFile


def accept_log(data: Data = DEFAULT_DATA, at: At = None) -> None:
    """Count on in a log that lost records or was replaced, and say where.

    For when indicators stops and names offsets that are missing. What is gone from the log has to
    come from the feeds again; what comes twice counts once.
    """
    running = find_running(data, at)
    if running is not None:
        _accept(running)
        return
    # Without the services, of which one would not start.
    brokers = stored_cluster(DataFolder(data)).brokers
    with Stack.start(data, port_base=0, services=(), broker=Broker.KAFKA, brokers=brokers) as stack:
        _accept(stack.file)


def _accept(stack: StackFile) -> None:
    code = run_indicators(stack, "accept-log")
    if code:
        sys.exit(code)


# Whoever reads a whole generation is done long before.
SHOWN_SECONDS = 900.0


def rebuild(
    data: Data = DEFAULT_DATA,
    at: At = None,
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
    if from_log:
        _replay(reach_stack(data, at), even_if_incomplete)
    else:
        count_again(find_running(data, at), data, definitions)


def count_again(running: StackFile | None, data: Path, definitions: Path | None) -> None:
    """Rebuild the stack ``running``, or the one on ``data``; ``definitions`` as for ``rebuild``."""
    if running is None:
        # PostgreSQL alone: the services would refuse to start under other definitions.
        with Stack.start(data, port_base=0, services=(), definitions=definitions) as stack:
            _rebuild(stack.file)
    else:
        require_own_folder(running, definitions)
        _show(running, _rebuild(running))


def _show(stack: StackFile, generation: int) -> None:
    console = Console()
    with console.status("switching") as status:
        wait_until_shown(
            stack, generation, SHOWN_SECONDS, lambda late: status.update(f"waiting for {late}")
        )
    console.print("Alerts and reporting show it. Ingest takes records of its areas.")


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


def require_own_folder(stack: StackFile, definitions: Path | None) -> None:
    """Raise ``Failure`` where ``definitions`` is another folder than the running stack reads."""
    own = stack.definitions
    if definitions is not None and definitions.resolve() != own:
        raise Failure(
            f"the running stack reads its definitions from {own}; change them there, "
            "or end it first: oversight down"
        )


def settle(
    timeout: Annotated[float, typer.Option(help="Seconds to wait at most.")] = 60.0,
    data: Data = DEFAULT_DATA,
    at: At = None,
) -> None:
    """Wait until everything accepted so far is counted, shown, and judged by the rules of alerts.

    Whatever is worth an e-mail is in the outbox by then.
    Ends with 1, and says which service lags, where that takes longer than --timeout.
    """
    console, started = Console(), time.monotonic()
    settle_with_progress(console, reach_stack(data, at), timeout, judged=True)
    console.print(f"Settled after {time.monotonic() - started:.1f} s.")


def topics(data: Data = DEFAULT_DATA, at: At = None) -> None:
    """Print the topics as they are on the broker, beside what their table says.

    Ends with 1 where they differ.
    """
    stack = load_stack(data, at)
    replication = int(stack.environment.get("OVERSIGHT_KAFKA_REPLICATION", "1"))
    found = asyncio.run(compare_topics(stack.kafka_connection, replication))
    table = Table("topic", "property", "on the broker", "in the table")
    shown = ""
    for each in found:
        name, shown = "" if each.topic == shown else each.topic, each.topic
        style = "red" if each.differs else None
        table.add_row(name, each.name, each.there or "none", each.planned, style=style)
    Console().print(table)
    differing = sorted({each.topic for each in found if each.differs})
    if differing:
        raise Failure(f"other than their table says: {', '.join(differing)}")


def verify(data: Data = DEFAULT_DATA, at: At = None) -> None:
    """Recompute every total from the stored records and name those that differ.

    Ends with the exit code of the recomputation: 0 where none differs.
    """
    code = run_verify(load_stack(data, at))
    if code:
        sys.exit(code)
