"""End processes: in good order first, by force after a deadline."""

import os
import signal
from collections.abc import Sequence
from contextlib import suppress

from oversight_local.journal import Member
from oversight_local.process_table import Identity, alive, descendants
from oversight_local.waiting import wait_until

KILL_SECONDS = 10.0


def send(identity: Identity, number: signal.Signals) -> None:
    """Signal this very process; one that has ended is no error."""
    if alive(identity):
        try:
            os.kill(identity.pid, number)
        except ProcessLookupError:
            return


def end(members: Sequence[Member], seconds: float) -> None:
    """Ask all of ``members`` to end, and kill what still runs after ``seconds``."""
    for member in members:
        send(member.identity, member.stop_signal)
        # A paused process would not see the request.
        send(member.identity, signal.SIGCONT)
    wait_until(lambda: not any(alive(member.identity) for member in members), seconds)
    for member in members:
        kill_tree(member.identity)


def kill_tree(identity: Identity) -> None:
    """Kill a process and all it has started, as a power cut would, and see them gone."""
    family = [identity, *descendants(identity.pid)] if alive(identity) else []
    for each in family:
        send(each, signal.SIGKILL)
    wait_until(lambda: not any(map(alive, family)), KILL_SECONDS)


def end_group(pid: int) -> None:
    """Kill what a process that led its group has left behind."""
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
