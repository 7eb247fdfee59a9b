"""``oversight simulate``: sends the events of a simulated force to ingest."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from oversight_local.cli.options import DEFAULT_DATA, At, Data
from oversight_local.client.ingest import IngestClient, SendResult, feed_client
from oversight_local.failure import Failure
from oversight_local.progress import progress_bar, time_bar
from oversight_local.simulate.scenario import Scenario, SimulationSettings
from oversight_local.simulate.send import (
    QUARTER,
    Live,
    SentPart,
    SimulationRun,
    refused_sentences,
    send_history,
    send_live,
    simulated_population,
)
from oversight_local.stack.running import reach_stack
from oversight_local.stack.stack_file import StackFile
from oversight_measures.periods.period import london_day, london_midnight

DATES = ["%Y-%m-%d"]


def simulate(
    first: Annotated[
        datetime | None,
        typer.Option("--from", formats=DATES, help="First day; 91 days before --to if not said."),
    ] = None,
    end: Annotated[
        datetime | None,
        typer.Option("--to", formats=DATES, help="The day after the last; now if not said."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Another seed is another force.")] = 1,
    scale: Annotated[
        float, typer.Option(min=0.001, max=10, help="1 is 75,000 incidents a month.")
    ] = 1.0,
    scenario: Annotated[Scenario, typer.Option(help="What goes wrong.")] = Scenario.NONE,
    scenario_from: Annotated[
        datetime | None,
        typer.Option(
            formats=[*DATES, "%Y-%m-%dT%H:%M"],
            help="Since when (UTC); the start of --live, or a week before the end, if not said.",
        ),
    ] = None,
    live: Annotated[
        float | None,
        typer.Option(metavar="SECONDS", help="Send the last hours within so many seconds."),
    ] = None,
    hours: Annotated[float, typer.Option(min=0.1, max=240, help="How long --live reaches.")] = 20,
    data: Data = DEFAULT_DATA,
    at: At = None,
) -> None:
    """Send the incidents, crimes, searches and complaints of a simulated force.

    The same seed, scale and dates are the same events, so sending them again changes nothing;
    another seed or scale adds another force's to the figures. Nothing lies in the future: what is
    under way at the end is sent as far as it has got.
    """
    stack, console = reach_stack(data, at), Console()
    until = _until(end)
    start = first.date() if first else london_day(until - QUARTER)
    if start > london_day(until):
        raise Failure(f"{start} (--from) is not before the end")
    run = SimulationRun(
        settings=SimulationSettings(
            simulated_population(stack),
            seed,
            scale,
            scenario,
            _since(scenario_from, until, hours if live else None),
        ),
        first=start,
        until=until,
        live=Live(live, hours) if live else None,
    )
    parts = send_simulation(stack, console, run)
    conclude(console, parts)


def send_simulation(stack: StackFile, console: Console, run: SimulationRun) -> list[SentPart]:
    """Send history and live hours with progress; answers what became of each."""
    with feed_client(stack) as client:
        feed = IngestClient(client, stack.source)
        with progress_bar(console, "sending events") as report:
            history, later = send_history(feed, run, report)
        if run.live is None:
            return [history]
        if history.interruption:
            return [history, SentPart("live", len(later), SendResult(), "not tried")]
        with time_bar(console, "live", run.live.seconds) as reach:
            return [history, send_live(feed, run, later, reach)]


def _until(end: datetime | None) -> datetime:
    now = datetime.now(UTC)
    return min(now, london_midnight(end.date())) if end else now


def _since(given: datetime | None, until: datetime, live_hours: float | None) -> datetime:
    if given is not None:
        return given.replace(tzinfo=UTC)
    return until - (timedelta(hours=live_hours) if live_hours else timedelta(days=7))


def conclude(console: Console, parts: list[SentPart]) -> None:
    """Say how far the parts of a simulation came. Raises ``Failure`` where it is not to the end."""
    accepted = sum(part.result.accepted for part in parts)
    console.print(f"{accepted:,} events accepted.", highlight=False)
    refused = refused_sentences(parts)
    interrupted = [part.interruption for part in parts if part.interruption]
    if interrupted:
        console.print(_table(parts))
        raise Failure(
            f"the simulation came to no end: {interrupted[0]}; run it again with the same --seed, "
            "--scale, --from and --to: what counts counts once",
            refused[:20],
        )
    if refused:
        raise Failure(f"{len(refused):,} events were refused", refused[:20])


def _table(parts: list[SentPart]) -> Table:
    table = Table("", box=None, padding=(0, 2, 0, 0))
    for name in ("events", "accepted", "refused", "not known", "not reached"):
        table.add_column(name, justify="right")
    for part in parts:
        sent = part.result
        counts = (part.events, sent.accepted, len(sent.refused), sent.unknown, part.not_reached)
        table.add_row(part.name, *(f"{count:,}" for count in counts))
    return table
