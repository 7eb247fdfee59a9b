"""Has services of a running stack start again, so that they read their definitions anew."""

import signal
from collections.abc import Sequence
from contextlib import suppress
from functools import partial

from oversight_local.failure import Failure
from oversight_local.processes.table import find
from oversight_local.processes.termination import send_signal, wait_until
from oversight_local.stack.running import load_stack
from oversight_local.stack.services import readiness
from oversight_local.stack.stack_file import StackFile

SECONDS = 60.0


def restart_services(stack: StackFile, names: Sequence[str]) -> None:
    """End each; whoever supervises the stack starts it again. Raises ``Failure``."""
    if not stack.pids:
        raise Failure(f"what is written is read at the next start: restart {' and '.join(names)}")
    before = {name: stack.pids[name] for name in names}
    for name in names:
        found = find(before[name])
        if found is not None:
            send_signal(found, signal.SIGTERM)
    for name in names:
        if not wait_until(partial(_is_another, stack, name, before[name]), SECONDS):
            raise Failure(f"{name} has not started again; look at: oversight status")


def _is_another(stack: StackFile, name: str, before: int) -> bool:
    with suppress(Failure):
        pid = load_stack(stack.data).pids[name]
        return pid != before and readiness(stack.url(name)) is None
    return False
