"""The running processes of one stack."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from oversight_local.data_folder import DataFolder
from oversight_local.failure import Failure
from oversight_local.processes.journal import Journal, Member
from oversight_local.processes.log_file import Log
from oversight_local.processes.program import SUPERVISOR, Program
from oversight_local.processes.table import Identity, descendants, find
from oversight_local.processes.termination import (
    PAUSE,
    end_group,
    end_processes,
    kill_tree,
    send_signal,
)

DIE_WITH_PARENT = Path(__file__).with_name("die_with_parent.py")


@dataclass(frozen=True)
class RunningProcess:
    """A program and the process it became."""

    program: Program
    process: subprocess.Popen[bytes]
    identity: Identity

    @property
    def member(self) -> Member:
        """The process as the journal keeps it."""
        return Member(self.identity, self.program.stop_signal)


@dataclass(frozen=True)
class EndedProcess:
    """A process that ended by itself: its name, and why."""

    name: str
    failure: Failure


class Processes:
    """Starts programs, tells when one has died, and leaves none behind."""

    def __init__(self, folder: DataFolder, cancelled: Callable[[], bool]) -> None:
        self._folder = folder
        self._cancelled = cancelled
        self._journal = Journal(folder.journal)
        self._running: dict[str, RunningProcess] = {}
        # The kernel ends such a process with the thread that started it: this one stays.
        self._starting_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="starter")

    @property
    def pids(self) -> dict[str, int]:
        """The process numbers by name."""
        return {name: running.identity.pid for name, running in self._running.items()}

    def start(self, program: Program) -> None:
        """Start ``program`` without waiting for it to be ready."""
        process = self._starting_thread.submit(self._spawn, program).result()
        identity = find(process.pid)
        if identity is None:
            raise self._failure_of(program, process.wait())
        self._running[program.name] = RunningProcess(program, process, identity)
        self._write_journal()

    def wait_ready(self, program: Program, *, supervised: bool = False) -> None:
        """Wait for ``program``. Raises ``Failure`` where any process dies or time runs out.

        Where they are ``supervised``, one that dies is waited for until it runs again.
        """
        deadline = time.monotonic() + program.start_seconds
        while (missing := program.probe()) is not None:
            if not supervised:
                self.check()
            if self._cancelled():
                raise Failure("stopped before the stack was ready")
            if time.monotonic() > deadline:
                sentence = (
                    f"{program.title} was not ready in {program.start_seconds:g} s: {missing}"
                )
                raise Failure(sentence, self._log(program).tail())
            time.sleep(PAUSE)
        if not supervised:
            self.check()

    def check(self) -> None:
        """Raise ``Failure`` for the first process that has died unasked."""
        for running in self._running.values():
            code = running.process.poll()
            if code is not None:
                raise self._failure_of(running.program, code)

    def take_ended(self) -> list[EndedProcess]:
        """The processes that have ended unasked, each reported once: they are forgotten."""
        ended = [each for each in self._running.values() if each.process.poll() is not None]
        self._forget(ended)
        return [
            EndedProcess(each.program.name, self._failure_of(each.program, each.process.wait()))
            for each in ended
        ]

    def signal(self, name: str, number: signal.Signals) -> None:
        """Send a signal to one process and then to its children."""
        identity = self._running[name].identity
        send_signal(identity, number)
        for child in descendants(identity.pid):
            send_signal(child, number)

    def stop(self, names: Sequence[str]) -> None:
        """End these together, in good order; those that do not run are passed over."""
        stopping = [self._running[name] for name in names if name in self._running]
        if stopping:
            seconds = max(running.program.stop_seconds for running in stopping)
            end_processes([running.member for running in stopping], seconds)
        self._forget(stopping)

    def kill(self, name: str) -> None:
        """Kill one process and its children at once, and let go of it."""
        running = self._running[name]
        kill_tree(running.identity)
        self._forget([running])

    def crash(self, name: str) -> None:
        """Kill one process and its children at once; it has then ended unasked."""
        kill_tree(self._running[name].identity)

    def stop_all(self, tiers: Sequence[Sequence[str]]) -> None:
        """End everything, the last tier first, and forget the journal."""
        for tier in reversed(tiers):
            self.stop(tier)
        self._starting_thread.shutdown()
        self._journal.remove()

    def _spawn(self, program: Program) -> subprocess.Popen[bytes]:
        with self._log(program).open() as log:
            return subprocess.Popen(
                _dying_with_parent(program),
                cwd=self._folder.path,
                env=os.environ | program.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Ctrl-C in the terminal is for the stack, which ends the others in order.
                start_new_session=True,
            )

    def _forget(self, stopped: Sequence[RunningProcess]) -> None:
        for running in stopped:
            end_group(running.identity.pid)
            running.process.wait()
            del self._running[running.program.name]
        if stopped:
            self._write_journal()

    def _write_journal(self) -> None:
        supervisor = find(os.getpid())
        assert supervisor is not None
        members = {SUPERVISOR: Member(supervisor, signal.SIGTERM)}
        members |= {name: running.member for name, running in self._running.items()}
        self._journal.write(members)

    def _failure_of(self, program: Program, code: int) -> Failure:
        how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with {code}"
        log = self._log(program)
        return Failure(f"{program.title} {how}; its log is {log.path}", log.tail())

    def _log(self, program: Program) -> Log:
        return Log(self._folder.logs, program.name)


def _dying_with_parent(program: Program) -> tuple[str, ...]:
    if sys.platform != "linux":
        return program.command
    number = str(int(program.orphan_signal))
    return (
        sys.executable,
        "-I",
        "-S",
        str(DIE_WITH_PARENT),
        number,
        str(os.getpid()),
        *program.command,
    )
