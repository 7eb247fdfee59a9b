"""A simulation or a replay that loses its connection says how far it came."""

import io
from datetime import UTC, date, datetime

import httpx
import pytest
from rich.console import Console
from tests.unit.local.client.fakes import SOURCE, FakeIngest
from tests.unit.local.client.test_dead_letters import stored
from tests.unit.local.client.test_ingest import Clock

from oversight_local.cli.dead_letters_output import print_interruption
from oversight_local.cli.simulate import conclude
from oversight_local.client.dead_letters.replay import (
    Replay,
    ReplayResults,
    send_valid,
    validate_replays,
)
from oversight_local.client.ingest import LINES, IngestClient, SendResult
from oversight_local.failure import Failure
from oversight_local.simulate.scenario import Population, SimulationSettings
from oversight_local.simulate.send import Live, SentPart, SimulationRun, send_history, send_live

FIRST, UNTIL = date(2026, 3, 27), datetime(2026, 4, 2, 15, tzinfo=UTC)


def losing(after: int) -> IngestClient:
    """A feed that takes so many requests, and then has no answer for ever."""
    clock = Clock()
    ingest = FakeIngest([*[202] * after, *[503] * 1_000], retry_after="15")
    return IngestClient(ingest.client(), SOURCE, clock.sleep, clock)


@pytest.fixture(scope="session")
def run(population: Population) -> SimulationRun:
    settings = SimulationSettings(population, seed=7, scale=0.2)
    return SimulationRun(settings, FIRST, UNTIL, Live(seconds=1, hours=5))


def everything(run: SimulationRun) -> tuple[int, int]:
    history, later = send_history(IngestClient(FakeIngest().client(), SOURCE), run, lambda n: None)
    assert (history.interruption, history.not_reached) == (None, 0)
    return history.events, len(later)


def said(console_text: io.StringIO) -> list[str]:
    return [" ".join(line.split()) for line in console_text.getvalue().splitlines()]


def test_a_simulation_tells_what_was_taken_and_what_not(run: SimulationRun) -> None:
    events, live = everything(run)
    history, later = send_history(losing(after=1), run, lambda n: None)
    sent = history.result
    # Requests are bounded by bytes too, so how many each holds is theirs.
    assert min(sent.accepted, sent.unknown, history.not_reached) > 0
    assert sent.accepted + sent.unknown + history.not_reached == history.events == events
    assert len(later) == live
    assert history.interruption is not None


def test_its_live_part_too(run: SimulationRun) -> None:
    _, live = everything(run)
    _, later = send_history(losing(after=100), run, lambda n: None)
    part = send_live(losing(after=0), run, later, lambda seconds: None)
    assert part.events == live == part.result.unknown + part.not_reached
    assert part.interruption is not None


def test_a_table_says_so_and_the_command_fails() -> None:
    text = io.StringIO()
    lost = SentPart("history", 12_000, SendResult(4_000, unknown=4_000), "ingest took nothing")
    parts = [lost, SentPart("live", 700, SendResult(), "not tried")]
    with pytest.raises(Failure, match="came to no end: ingest took nothing; run it again"):
        conclude(Console(file=text, width=80), parts)
    assert said(text) == [
        "4,000 events accepted.",
        "events accepted refused not known not reached",
        "history 12,000 4,000 0 4,000 4,000",
        "live 700 0 0 0 700",
    ]


def replays(count: int) -> list[Replay]:
    return [Replay.of(stored(f"C{n}", offset=n), {"id": f"C{n}"}) for n in range(count)]


def test_a_replay_whose_validation_is_broken_off_has_sent_nothing() -> None:
    answers = iter([200, 200, 0])

    def answer(request: httpx.Request) -> httpx.Response:
        if not next(answers):
            raise httpx.ConnectError("refused", request=request)
        return httpx.Response(200, json={"results": [{"status": 202}]})

    done = ReplayResults(replays=5)
    client = httpx.Client(transport=httpx.MockTransport(answer), base_url="http://ingest.test")
    with pytest.raises(httpx.ConnectError):
        validate_replays(client, replays(5), done, lambda n: None)
    assert (done.validated, done.accepted, done.not_reached) == (2, 0, 5)


def test_a_replay_that_loses_its_connection_tells_what_is_not_known() -> None:
    done = ReplayResults(replays=LINES + 10)
    send_valid(losing(after=1), replays(LINES + 10), done)
    assert (done.accepted, done.unknown, done.not_reached) == (LINES, 10, 0)
    text = io.StringIO()
    print_interruption(Console(file=text, width=80), done)
    assert f"taken by ingest {LINES:,}" in said(text)
    assert "not known whether taken 10" in said(text)
