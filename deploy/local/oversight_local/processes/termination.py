"""Ends processes: in good order first, by force after a deadline."""

import os
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

from oversight_local.data_folder import DataFolder
from oversight_local.processes.journal import Journal, Member
from oversight_local.processes.program import SUPERVISOR
from oversight_local.processes.table import Identity, alive, descendants

PAUSE = 0.05


def wait_until(condition: Callable[[], bool], seconds: float, pause: float = PAUSE) -> bool:
    """Poll ``condition`` for at most ``seconds``; answers whether it became true."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True


KILL_SECONDS = 10.0


def send_signal(identity: Identity, number: signal.Signals) -> None:
    """Signal this very process; one that has ended is no error."""
    if alive(identity):
        try:
            os.kill(identity.pid, number)
        except ProcessLookupError:
            return


def end_processes(members: Sequence[Member], seconds: float) -> None:
    """Ask all of ``members`` to end, and kill what still runs after ``seconds``."""
    for member in members:
        send_signal(member.identity, member.stop_signal)
        # A paused process would not see the request.
        send_signal(member.identity, signal.SIGCONT)
    wait_until(lambda: not any(alive(member.identity) for member in members), seconds)
    for member in members:
        kill_tree(member.identity)


def kill_tree(identity: Identity) -> None:
    """Kill a process and all it has started, as a power cut would, and see them gone."""
    family = [identity, *descendants(identity.pid)] if alive(identity) else []
    for each in family:
        send_signal(each, signal.SIGKILL)
    wait_until(lambda: not any(map(alive, family)), KILL_SECONDS)


def end_group(pid: int) -> None:
    """Kill what a process that led its group has left behind."""
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


# Longer than an orderly stop of everything may take.
SUPERVISOR_SECONDS = 120.0
LEFT_OVER_SECONDS = 30.0


def take_down(folder: DataFolder) -> list[str]:
    """End the processes the journal names, if they are still the same; answers which ran."""
    members = Journal(folder.journal).read()
    running = [name for name, member in members.items() if alive(member.identity)]
    if SUPERVISOR in running:
        # It ends the others itself, and in order.
        end_processes([members[SUPERVISOR]], SUPERVISOR_SECONDS)
    end_left_over(folder)
    return running


def end_left_over(folder: DataFolder) -> None:
    """End what runs on without the process that started it, last started first."""
    journal = Journal(folder.journal)
    for name, member in reversed(journal.read().items()):
        if name != SUPERVISOR and alive(member.identity):
            end_processes([member], LEFT_OVER_SECONDS)
    folder.stack.unlink(missing_ok=True)
    journal.remove()
