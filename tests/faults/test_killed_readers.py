"""SIGKILL of alerts and of reporting while they take in facts, mail and show."""

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from tests.bench.latency import AT_ONCE
from tests.faults.feeding import Load
from tests.faults.figures import Figures
from tests.faults.freezing import freeze_in_transaction
from tests.faults.held_record import HeldRecord
from tests.faults.held_stage import STAGES, Stage, held_at
from tests.faults.live import crimes_now, letters_come, letters_due, with_rules_of_crimes
from tests.faults.mail_server import OnItsWay, TakingMail
from tests.faults.size import Size
from tests.faults.stand import Stand, Trying
from tests.faults.table import Table

from oversight_contracts.definitions.catalogue import load_catalogue
from oversight_local.client.change import Change
from oversight_local.processes.termination import wait_until

WITHIN_SECONDS = 15.0
# A letter is its sender's for 20 s.
AGAIN_SECONDS = 40.0
SEED = 4


@pytest.fixture(scope="module")
def watched(
    tmp_path_factory: pytest.TempPathFactory, definitions: Path, table: Table
) -> Iterator[Stand]:
    """A stack whose rules are about what happens now."""
    folder = tmp_path_factory.mktemp("watched")
    own = with_rules_of_crimes(definitions, folder / "definitions")
    catalogue = load_catalogue(own)
    with pytest.MonkeyPatch.context() as environment:
        # What is held back by a limit could not be told from what is lost.
        for name, value in AT_ONCE.items():
            environment.setenv(name, value)
        with Stand.running(folder / "data", catalogue, table, definitions=own) as running:
            yield running


@pytest.fixture(scope="module")
def crimes(watched: Stand) -> Iterator[Change]:
    """Crimes without end, for one trial after another."""
    return crimes_now(watched.catalogue, watched.stack.file.force)


def test_killed_alerts_tell_of_each_episode_once(
    watched: Stand, size: Size, crimes: Iterator[Change]
) -> None:
    with watched.trial("alerts killed, any moment", Load.BULK, 7, crimes) as trying:
        _kill_at_any_moment(trying, "alerts", size.tries(short=1, full=3))

    assert max(trying.recoveries) <= WITHIN_SECONDS
    _check_letters(watched, trying)


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: str(stage.name).replace(" ", "-"))
def test_alerts_killed_at_a_stage_tell_of_each_episode_once(
    watched: Stand, size: Size, crimes: Iterator[Change], stage: Stage
) -> None:
    with watched.trial(f"alerts killed, {stage.name}", Load.BULK, 7, crimes) as trying:
        for _ in range(size.tries(short=1, full=3)):
            with trying.recovery(watched.figures.judged_to):
                with held_at(stage, watched.stack.file.postgres):
                    watched.stack.kill("alerts")
                watched.stack.restart("alerts")

    _check_letters(watched, trying)


def test_a_letter_on_its_way_as_alerts_is_killed_comes_once(
    watched: Stand, size: Size, crimes: Iterator[Change]
) -> None:
    stack, before = watched.stack, letters_due(watched)
    way = OnItsWay()
    stack.kill("mail")
    port = int(stack.file.environment["OVERSIGHT_SMTP_PORT"])
    with TakingMail(port, lambda _: None, way.begun) as mail:
        with watched.trial("alerts killed, e-mails on their way", Load.BULK, 7, crimes) as trying:
            for _ in range(size.tries(short=1, full=2)):
                with way.stopped():
                    began = time.monotonic()
                    stack.kill("alerts")
                stack.restart("alerts")
                assert mail.takes_another(AGAIN_SECONDS)
                trying.recoveries.append(time.monotonic() - began)
                trying.tries += 1
        due = letters_due(watched)
    stack.restart("mail")

    assert Counter(mail.letters) == Counter(due - before)


def test_a_letter_taken_and_not_noted_comes_again_under_its_message_id(
    watched: Stand, size: Size, crimes: Iterator[Change]
) -> None:
    stack, before = watched.stack, letters_due(watched)
    record, again = HeldRecord(stack.file.postgres), []
    stack.kill("mail")
    with TakingMail(int(stack.file.environment["OVERSIGHT_SMTP_PORT"]), record.taken) as mail:
        with watched.trial("alerts killed, e-mails taken", Load.BULK, 7, crimes) as trying:
            for _ in range(size.tries(short=1, full=3)):
                again.append(record.hold_next())
                began = time.monotonic()
                stack.kill("alerts")
                record.let_go()
                stack.restart("alerts")
                assert wait_until(lambda: mail.letters.count(again[-1]) == 2, AGAIN_SECONDS)
                trying.recoveries.append(time.monotonic() - began)
                trying.tries += 1
        due = letters_due(watched)
    stack.restart("mail")

    assert Counter(mail.letters) == Counter([*(due - before), *again])


def test_killed_reporting_shows_what_is_counted(watched: Stand, size: Size) -> None:
    with watched.trial("reporting killed", Load.BULK, 300) as trying:
        _kill_at_any_moment(trying, "reporting", size.tries(short=1, full=6))
        _kill_in_transaction(trying, "reporting", size.tries(short=1, full=6))

    assert max(trying.recoveries) <= WITHIN_SECONDS


def _check_letters(stand: Stand, trying: Trying) -> None:
    """Every letter that is due came, and none twice but one that a kill met as it was taken."""
    due, come = letters_due(stand), letters_come(stand)
    assert come.keys() == due
    assert come.total() - len(due) <= trying.tries


def _kill_at_any_moment(trying: Trying, name: str, tries: int) -> None:
    chance = Random(SEED)
    for _ in range(tries):
        time.sleep(chance.random())
        _kill_now(trying, name)


def _kill_in_transaction(trying: Trying, name: str, tries: int) -> None:
    for _ in range(tries):
        freeze_in_transaction(trying.stand, name)
        _kill_now(trying, name)


def _kill_now(trying: Trying, name: str) -> None:
    figures: Figures = trying.stand.figures
    reached = figures.judged_to if name == "alerts" else figures.shown_to
    with trying.recovery(reached):
        trying.stand.stack.kill(name)
        trying.stand.stack.restart(name)
