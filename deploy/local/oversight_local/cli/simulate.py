"""``oversight simulate``: sends the events of a simulated force to ingest."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from oversight_local.cli.options import DEFAULT_DATA, At, Data
from oversight_local.client.ingest import IngestClient, SendResult, feed_client
from oversight_local.failure import Failure
from oversight_local.progress import progress_bar, time_bar
from oversight_local.simulate.day_to_day import CALM, REALISTIC, DayToDay
from oversight_local.simulate.extent import Extent, ExtentFault, Scenario, extent_of, length_of
from oversight_local.simulate.scenario import Population, SimulationSettings
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
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            "--scenario-from",
            metavar="14d|20h|DATE",
            help="Since when it goes wrong: so long before the end, or a moment (UTC). The start "
            "of --live, or a week before the end, if not said.",
        ),
    ] = None,
    size: Annotated[
        str | None,
        typer.Option(
            metavar="10%|1.3|6h",
            help="How large it is: the fall of the share within target, of its level; how many "
            "times as many searches, or as high a rate; how long a feed stalls or rests.",
        ),
    ] = None,
    grade: Annotated[
        str | None, typer.Option(help="The grade whose response drifts; priority-2 if not said.")
    ] = None,
    area: Annotated[
        str | None, typer.Option(help="The authority it is in; the whole force if not said.")
    ] = None,
    group: Annotated[
        str | None,
        typer.Option(help="The group whose rate of searches drifts; Black if not said."),
    ] = None,
    stage: Annotated[
        str | None,
        typer.Option(help="The stage whose updates stall; arrived if not said."),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(help="The kind of record whose feed rests; incident if not said."),
    ] = None,
    nightly: Annotated[
        bool, typer.Option("--nightly", help="The feed rests each night from one o'clock on.")
    ] = False,
    realistic: Annotated[
        bool,
        typer.Option(
            "--realistic",
            help=f"Days vary beyond chance: --spread {REALISTIC.spread:g}, --dispersion "
            f"{REALISTIC.dispersion:g}, --season {REALISTIC.season:g} where not said.",
        ),
    ] = False,
    spread: Annotated[
        float | None,
        typer.Option(
            min=0, max=1, help="Standard deviation of a day's shares, as log odds; 0 if not said."
        ),
    ] = None,
    dispersion: Annotated[
        float | None,
        typer.Option(
            min=1, max=50, help="Variance of a day's counts over their mean; 1 if not said."
        ),
    ] = None,
    season: Annotated[
        float | None,
        typer.Option(min=0, max=0.5, help="How much busier July is than the mean; 0 if not said."),
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

    The same seed, scale, spread and dates are the same events, so sending them again changes
    nothing; another seed, scale or spread adds another force's to the figures. A scenario sends
    what it changes as later revisions of the same records; one of another size replaces a smaller
    one, not a larger. Nothing lies in the future: what is under way at the end is sent as far as it
    has got.
    """
    stack, console = reach_stack(data, at), Console()
    until = _until(end)
    start = first.date() if first else london_day(until - QUARTER)
    if start > london_day(until):
        raise Failure(f"{start} (--from) is not before the end")
    population = simulated_population(stack)
    said = {"size": size, "grade": grade, "area": area}
    said |= {"group": group, "stage": stage, "kind": kind}
    run = SimulationRun(
        settings=SimulationSettings(
            population,
            seed,
            scale,
            scenario,
            _since(scenario, since, until, hours if live else None),
            _extent(scenario, said, population, nightly, london_day(until)),
            _day_to_day(REALISTIC if realistic else CALM, spread, dispersion, season),
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


def _since(
    scenario: Scenario, given: str | None, until: datetime, live_hours: float | None
) -> datetime:
    if given is None:
        return until - (timedelta(hours=live_hours) if live_hours else timedelta(days=7))
    if scenario is Scenario.NONE:
        raise Failure("--since is of a --scenario, and there is none")
    length = length_of(given)
    since = _moment(given) if length is None else until - length
    if since >= until:
        raise Failure(f"--since {given} is not before the end, {until:%Y-%m-%dT%H:%M}")
    return since


def _moment(given: str) -> datetime:
    for form in (*DATES, "%Y-%m-%dT%H:%M"):
        with suppress(ValueError):
            return datetime.strptime(given, form).replace(tzinfo=UTC)
    raise Failure(
        f"--since {given} is neither so long before the end, as 14d or 20h, nor a moment (UTC), as "
        "2026-03-01 or 2026-03-01T14:30"
    )


def _extent(
    scenario: Scenario,
    said: dict[str, str | None],
    population: Population,
    nightly: bool,
    day: date,
) -> Extent:
    try:
        extent = extent_of(scenario, said, population.areas, nightly)
    except ExtentFault as fault:
        raise Failure(str(fault)) from None
    if scenario is Scenario.RESPONSE_DRIFT and not population.target(extent.grade, day):
        raise Failure(f"--grade {extent.grade} has no target within which its share could fall")
    return extent


def _day_to_day(
    base: DayToDay, spread: float | None, dispersion: float | None, season: float | None
) -> DayToDay:
    said = {"spread": spread, "dispersion": dispersion, "season": season}
    return replace(base, **{name: value for name, value in said.items() if value is not None})


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
