"""Answers that never arrive: ingest's 202, and PostgreSQL's answer to a COMMIT."""

import time
from random import Random

import pytest
from tests.faults.commit_cutter import CommitCutter
from tests.faults.feeding import Load
from tests.faults.ledger import Ledger
from tests.faults.lone_worker import lone_worker
from tests.faults.size import Size
from tests.faults.stand import Stand

WITHIN_SECONDS = 15.0
LOADS = [(Load.BULK, 300), (Load.SINGLE, 20)]
SEED = 4


@pytest.mark.parametrize(("load", "piece"), LOADS)
def test_what_ingest_answered_for_outlives_it(
    stand: Stand, size: Size, load: Load, piece: int
) -> None:
    if load is Load.SINGLE and not size.full:
        pytest.skip("tried by make faults")
    chance = Random(SEED)
    with stand.trial(f"ingest killed after a 202, {load}", load, piece) as trying:
        for number in range(size.tries(short=2, full=10)):
            _wait_answer(stand.ledger)
            if number % 2:
                # Into the middle of a request.
                time.sleep(0.1 + chance.random() / 10)
            with trying.recovery():
                stand.stack.kill("ingest")
                stand.stack.restart("ingest")

    assert max(trying.recoveries) <= WITHIN_SECONDS


@pytest.mark.parametrize(("load", "piece"), LOADS)
def test_a_commit_whose_answer_is_lost_counts_once(
    stand: Stand, size: Size, load: Load, piece: int
) -> None:
    if load is Load.SINGLE and not size.full:
        pytest.skip("tried by make faults")
    fault = f"answer to a COMMIT lost, {load}"
    with CommitCutter(stand.stack.file.environment["OVERSIGHT_DATABASE_URL"]) as cutter:
        told = {"OVERSIGHT_DATABASE_URL": cutter.url, "OVERSIGHT_GROUP_MEMBER": "indicators"}
        with stand.trial(fault, load, piece) as trying, lone_worker(stand, told):
            for _ in range(size.tries(short=2, full=10)):
                with trying.recovery():
                    cutter.cut_next(WITHIN_SECONDS)

    assert cutter.cuts == trying.tries
    assert max(trying.recoveries) <= WITHIN_SECONDS


def _wait_answer(ledger: Ledger) -> None:
    """Return as soon as one more request got 202."""
    before, deadline = ledger.events, time.monotonic() + WITHIN_SECONDS
    while ledger.events == before:
        assert time.monotonic() < deadline, "ingest takes nothing"
        time.sleep(0.001)
