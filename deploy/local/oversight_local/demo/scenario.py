"""The scenario of the demonstration: a quarter, a day that goes wrong live, and a report."""

import time
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

from rich.console import Console

from oversight_contracts.definitions.models.reference import Target
from oversight_contracts.records.kinds import KINDS
from oversight_local.client.ingest import IngestClient, feed_client
from oversight_local.client.snapshots import save_snapshot, take_snapshot
from oversight_local.client.stored_records import fetch_stored
from oversight_local.demo.findings import Findings, read_counts, read_episodes
from oversight_local.demo.mailbox import mailbox_of
from oversight_local.demo.phases import Phases
from oversight_local.failure import Failure
from oversight_local.load.rejects import RejectsFile
from oversight_local.load.stop_search.editions import LoadedEdition, edition_loader
from oversight_local.load.stop_search.layout import find_files
from oversight_local.processes.termination import wait_until
from oversight_local.progress import progress_bar, settle_with_progress, time_bar
from oversight_local.simulate.delivery import Delivery
from oversight_local.simulate.extent import Scenario
from oversight_local.simulate.scenario import SimulationSettings
from oversight_local.simulate.send import (
    QUARTER,
    Live,
    SentPart,
    SimulationRun,
    send_history,
    send_live,
    simulated_population,
)
from oversight_local.stack.service_commands import run_verify
from oversight_local.stack.stack_file import StackFile
from oversight_measures.periods.period import DAY, london_day, london_midnight

LIVE_SECONDS = 40.0
RULE = "priority-2-response"
REPORT = "board-quarter"
SETTLE_SECONDS = 150.0
# After the live part: alerts wait until nothing new has come for some seconds.
EMAIL_SECONDS = 20.0


def last_judged_day(targets: Target | None, now: datetime) -> date:
    """The last London day that alerts judge: it is over, and its last response is due."""
    longest = timedelta(seconds=targets.longest() if targets else 0)
    return london_day(now - longest) - DAY


class Demonstration:
    """Runs on a stack that holds nothing yet; what it makes is kept in ``folder``."""

    def __init__(
        self,
        stack: StackFile,
        console: Console,
        phases: Phases,
        folder: Path,
        live_seconds: float = LIVE_SECONDS,
        span: timedelta = QUARTER,
    ) -> None:
        self._stack = stack
        self._mailbox = mailbox_of(stack)
        self._console = console
        self._phases = phases
        self._folder = folder
        self._live_seconds = live_seconds
        self._span = span
        self._faults: list[str] = []
        self._alerted_after: float | None = None

    def run(self, scale: float, seed: int, records: Path | None, now: datetime) -> Findings:
        """Run the whole demonstration. ``now`` is the end of the quarter."""
        run = self._simulation_run(scale, seed, now)
        with feed_client(self._stack) as client:
            feed = IngestClient(client, self._stack.source)
            with self._phases.phase("Sending a simulated quarter"):
                later = self._history(feed, run)
            self._settle("Settling")
            if read_episodes(self._stack).titles:
                self._faults.append("the quarter before the live part opened an episode")
            with self._phases.phase(_live_title(run)):
                self._live(feed, run, later)
        loaded = self._load(records) if records else []
        self._settle("Settling again")
        with self._phases.phase("Verifying every total against the stored records"):
            if run_verify(self._stack):
                self._faults.append("verify found totals that differ from the records")
        with self._phases.phase("Freezing the report"):
            return self._findings(run, loaded)

    def _simulation_run(self, scale: float, seed: int, now: datetime) -> SimulationRun:
        people = simulated_population(self._stack)
        # Alerts judge no day before it is over, so what goes wrong begins with one that is.
        since = london_midnight(last_judged_day(people.targets, now))
        settings = SimulationSettings(people, seed, scale, Scenario.PRIORITY_2_DRIFT, since)
        live = Live(self._live_seconds, (now - since) / timedelta(hours=1))
        return SimulationRun(settings, london_day(now - self._span), now, live)

    def _history(self, feed: IngestClient, run: SimulationRun) -> list[Delivery]:
        with progress_bar(self._console, "sending events") as report:
            sent, later = send_history(feed, run, report)
        self._note(sent)
        return later

    def _live(self, feed: IngestClient, run: SimulationRun, later: list[Delivery]) -> None:
        began = time.monotonic()

        def alerted() -> bool:
            if self._alerted_after is None and self._mailbox.has_alert(RULE):
                self._alerted_after = time.monotonic() - began
                self._console.print(f"  alert e-mail after {self._alerted_after:.0f} s")
            return self._alerted_after is not None

        with time_bar(self._console, "live", self._live_seconds) as reach:

            def passed(seconds: float) -> None:
                reach(seconds)
                alerted()

            self._note(send_live(feed, run, later, passed))
        if not wait_until(alerted, EMAIL_SECONDS):
            missing = self._mailbox.missing(RULE)
            self._faults.append(f"no alert e-mail arrived{missing}")

    def _load(self, records: Path) -> list[LoadedEdition]:
        with self._phases.phase(f"Loading the records in {records}"):
            loaded, failures = self._load_editions(find_files(records))
        self._faults += failures
        self._faults += [
            f"{each.name}: {each.summary.refused_rows} rows refused"
            for each in loaded
            if each.summary.refused_rows
        ]
        return loaded

    def _load_editions(self, paths: list[Path]) -> tuple[list[LoadedEdition], list[str]]:
        settle = partial(settle_with_progress, self._console, self._stack, SETTLE_SECONDS)
        with (
            RejectsFile(self._folder / "refused.csv") as rejects,
            edition_loader(self._stack, settle, rejects) as loader,
            progress_bar(self._console, "loading", len(paths)) as report,
        ):
            return loader.load_all(paths, None, None, report)

    def _settle(self, title: str) -> None:
        with self._phases.phase(title):
            settle_with_progress(self._console, self._stack, SETTLE_SECONDS)

    def _records(self, loaded: list[LoadedEdition]) -> int:
        forces = {self._stack.force, *(each.edition.force for each in loaded)}
        return sum(
            len(fetch_stored(self._stack, kind, force, "")) for kind in KINDS for force in forces
        )

    def _note(self, part: SentPart) -> None:
        if part.interruption:
            raise Failure(f"sending came to no end: {part.interruption}")
        refused = part.result.refused[:5]
        self._faults += [f"{each.id}: {each.field} {each.reason}" for each in refused]

    def _findings(self, run: SimulationRun, loaded: list[LoadedEdition]) -> Findings:
        end = london_day(run.until) + timedelta(days=1)
        taken = take_snapshot(self._stack, REPORT, run.first, end)
        counts = read_counts(self._stack)
        return Findings(
            counts=counts,
            episodes=read_episodes(self._stack),
            emails=self._mailbox.save(self._folder),
            report=save_snapshot(self._stack, taken, self._folder, "report"),
            page=taken.urls["page"],
            alerted_after=self._alerted_after,
            records=self._records(loaded),
            loaded=loaded,
            faults=[*self._faults, *counts.faults()],
        )


def _live_title(run: SimulationRun) -> str:
    assert run.live is not None
    since = london_day(run.live_from)
    return f"Live: {since:%A %-d %B} and what followed, in {run.live.seconds:g} seconds"
