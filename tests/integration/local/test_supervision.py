"""A stack that loses a process, or the process that watches over it."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.integration.local.standins import HERE, SERVICES, STANDIN, start

from oversight_local.data_folder import DataFolder
from oversight_local.failure import Failure
from oversight_local.processes.journal import Journal, Member
from oversight_local.processes.program import SUPERVISOR
from oversight_local.processes.table import alive, descendants
from oversight_local.processes.termination import take_down, wait_until
from oversight_local.stack.running import load_stack
from oversight_local.stack.services import Service, readiness
from oversight_local.stack.stack import Stack


def members(data: Path) -> dict[str, Member]:
    return Journal(DataFolder(data).journal).read()


def all_gone(before: dict[str, Member]) -> Callable[[], bool]:
    return lambda: not any(alive(member.identity) for member in before.values())


def test_an_unasked_death_is_reported_with_the_log(tmp_path: Path) -> None:
    with start(tmp_path, SERVICES[:1]) as stack:
        os.kill(stack.file.pids["ingest"], signal.SIGKILL)
        assert wait_until(lambda: not stack_is_whole(stack), 5)
        with pytest.raises(Failure, match="ingest was ended by SIGKILL"):
            stack.check()


def stack_is_whole(stack: Stack) -> bool:
    try:
        stack.check()
    except Failure:
        return False
    return True


def answers(stack: Stack, service: str) -> Callable[[], bool]:
    return lambda: readiness(stack.url(service)) is None


@pytest.mark.parametrize("name", ["ingest", "postgres", "broker"])
def test_a_process_that_ends_by_itself_is_restarted(tmp_path: Path, name: str) -> None:
    said: list[str] = []
    with start(tmp_path, SERVICES[:1]) as stack:
        before = stack.file.pids
        with stack.supervised(said.append):
            stack.crash(name)
            assert wait_until(lambda: load_stack(tmp_path).pids[name] != before[name], 20)
            assert wait_until(answers(stack, "ingest"), 10)
        assert members(tmp_path)[name].identity.pid == load_stack(tmp_path).pids[name]
        assert "was ended by SIGKILL" in said[0]
        assert "started again in 1 s" in said[0]


def test_a_process_ended_by_request_stays_ended(tmp_path: Path) -> None:
    said: list[str] = []
    with start(tmp_path) as stack, stack.supervised(said.append):
        stack.kill("ingest")
        stack.crash("reporting")
        assert wait_until(lambda: stack.file.pids.get("reporting") is not None, 10)
        assert wait_until(answers(stack, "reporting"), 10)
        assert "ingest" not in stack.file.pids
        stack.restart("ingest")
        assert answers(stack, "ingest")()
        assert len(said) == 1


def test_a_process_that_keeps_ending_is_restarted_with_backoff_and_says_why(tmp_path: Path) -> None:
    said: list[str] = []
    marker = tmp_path / "die"
    mortal = Service("reporting", (*STANDIN, "--die-if", str(marker)))
    with start(tmp_path / "data", (mortal,)) as stack, stack.supervised(said.append):
        marker.touch()
        stack.crash("reporting")
        assert wait_until(lambda: len(said) == 3, 30)
        marker.unlink()
        assert wait_until(answers(stack, "reporting"), 30)
    assert ["in 1 s" in said[0], "in 2 s" in said[1], "in 4 s" in said[2]] == [True] * 3
    assert said[1].endswith("It said: this stand-in dies at once")


def test_children_left_behind_end_before_the_process_is_restarted(tmp_path: Path) -> None:
    parent = Service("ingest", (*STANDIN, "--with-child"))
    with start(tmp_path, (parent,)) as stack:
        before = members(tmp_path)["ingest"].identity
        children = descendants(before.pid)
        assert children
        with stack.supervised():
            os.kill(before.pid, signal.SIGKILL)
            assert wait_until(lambda: stack.file.pids.get("ingest", before.pid) != before.pid, 20)
            # It is there before it has started a child; it has one once it answers.
            assert wait_until(answers(stack, "ingest"), 10)
        assert not any(map(alive, children))
        children = descendants(stack.file.pids["ingest"])
    assert children
    assert not any(map(alive, children))


def test_a_service_that_does_not_start_takes_the_stack_with_it(tmp_path: Path) -> None:
    dying = Service("reporting", (*STANDIN, "--die"))
    seen: dict[str, Member] = {}
    with pytest.raises(Failure, match="reporting ended with 1") as failure:
        Stack.start(
            tmp_path,
            port_base=0,
            services=(SERVICES[0], dying),
            definitions=HERE,
            report=lambda _: seen.update(members(tmp_path)),
        )
    assert failure.value.details == ("this stand-in dies at once",)
    assert {"postgres", "broker", "mail"} < set(seen)
    del seen[SUPERVISOR]
    assert all_gone(seen)()
    assert not DataFolder(tmp_path).stack.exists()


def test_a_signal_ends_everything_in_good_order(
    keeper: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    before = members(tmp_path)
    keeper.send_signal(signal.SIGTERM)
    assert keeper.wait(30) == 0
    assert all_gone(before)()
    assert not DataFolder(tmp_path).stack.exists()
    assert (
        "database system is shut down"
        in DataFolder(tmp_path).logs.joinpath("postgres.log").read_text()
    )


def test_down_ends_a_stack_and_its_supervisor(
    keeper: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    before = members(tmp_path)
    assert set(take_down(DataFolder(tmp_path))) == set(before)
    assert keeper.wait(5) == 0
    assert all_gone(before)()


def test_nothing_outlives_a_killed_supervisor(
    keeper: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    before = members(tmp_path)
    backends = descendants(before["postgres"].identity.pid)
    keeper.kill()
    keeper.wait()
    take_down(DataFolder(tmp_path))
    assert all_gone(before)()
    assert backends
    assert wait_until(lambda: not any(map(alive, backends)), 5)
    assert not DataFolder(tmp_path).stack.exists()


def test_a_stack_starts_where_one_was_killed(
    keeper: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    keeper.kill()
    keeper.wait()
    with start(tmp_path) as stack:
        stack.check()


@pytest.mark.skipif(sys.platform != "linux", reason="asks the Linux kernel")
def test_the_kernel_ends_what_a_killed_supervisor_left(
    keeper: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    before = members(tmp_path)
    keeper.kill()
    keeper.wait()
    assert wait_until(all_gone(before), 20)
