"""A running stack: PostgreSQL, a broker, the mail catcher and the services."""

import os
import signal
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType

from oversight_local.checkout import find_definitions
from oversight_local.data_folder import DataFolder, write_private
from oversight_local.processes.log_file import Log
from oversight_local.processes.manager import Processes
from oversight_local.processes.program import SUPERVISOR
from oversight_local.processes.supervisor import Say, Supervisor
from oversight_local.processes.termination import end_left_over
from oversight_local.stack.brokers.choice import BrokerChoice
from oversight_local.stack.brokers.model import Broker
from oversight_local.stack.plan import StackPlan
from oversight_local.stack.ports import choose_ports
from oversight_local.stack.services import SERVICES, Service
from oversight_local.stack.stack_file import StackFile

Report = Callable[[str], None]


class Stack:
    """``with Stack.start(data=folder, port_base=0) as stack: stack.url("ingest")``.

    A process that ends by itself stays ended, and ``check`` raises, until the stack is supervised:
    ``watch`` and ``supervised`` start again what ends by itself or was brought down by ``crash``.
    What was asked for is never undone: one ended by ``kill`` or ``end`` waits for ``restart``.
    """

    def __init__(self, plan: StackPlan, lock: int, cancelled: Callable[[], bool]) -> None:
        self._plan = plan
        self._lock: int | None = lock
        self._processes = Processes(plan.folder, cancelled)
        self._recipes = plan.recipes()
        self._supervisor = Supervisor(self._processes, self._recipes, self._write_file)
        services = [service.name for service in plan.services]
        # A database takes time to make, and a broker to come up: brokers first, for both at once.
        self._tiers = ([*plan.brokers.recipes, "mail", "postgres"], services)

    @classmethod
    def start(
        cls,
        data: Path,
        *,
        port_base: int = 8100,
        services: Sequence[Service] = SERVICES,
        definitions: Path | None = None,
        broker: Broker = Broker.EMBEDDED,
        brokers: int = 1,
        report: Report = lambda title: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> "Stack":
        """Start a stack on the folder ``data`` and wait until all of it is ready.

        ``brokers`` is 1, or 3 of Apache Kafka, which keep the log when one of them fails.
        ``port_base`` 0 takes free ports. ``report`` is called with a title before each step is
        waited for, ``cancelled`` is asked now and then. Raises ``Failure``, leaving nothing behind.
        """
        choice = BrokerChoice(broker, brokers)
        found = find_definitions(definitions)
        folder = DataFolder(data)
        folder.create()
        lock = folder.lock()
        try:
            end_left_over(folder)
            names = [service.name for service in services]
            ports = choose_ports(port_base, names, choice.spare_ports)
            chosen = choice.make(folder, ports, report)
            stack = cls(StackPlan(folder, ports, services, found, chosen), lock, cancelled)
        except BaseException:
            os.close(lock)
            raise
        stack._start(report)
        return stack

    def __enter__(self) -> "Stack":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def file(self) -> StackFile:
        """The content of ``stack.json``."""
        with self._supervisor.lock:
            return self._plan.stack_file({SUPERVISOR: os.getpid()} | self._processes.pids)

    def url(self, service: str) -> str:
        """The URL of a service, without a slash at the end."""
        return self.file.url(service)

    def token(self, role: str) -> str:
        """The bearer token of ``feed``, ``oversight``, ``secretariat`` or ``admin``."""
        return self.file.tokens[role]

    def log(self, name: str) -> Path:
        """The log file of one process."""
        return Log(self._plan.folder.logs, name).path

    def check(self) -> None:
        """Raise ``Failure`` where a process has died unasked."""
        with self._supervisor.lock:
            self._processes.check()

    def watch(self, until: Callable[[], bool], say: Say = lambda sentence: None) -> None:
        """Supervise until ``until`` answers true: start again what ends by itself.

        The first time after 1 s, then twice as long up to 15 s, from 1 s again after a minute's
        run. ``say`` is called with a sentence for each end, with the last line of its log.
        """
        self._supervisor.watch(until, say)

    def supervised(self, say: Say = lambda sentence: None) -> AbstractContextManager[None]:
        """Watch in a thread beside the ``with`` block."""
        return self._supervisor.watch_in_thread(say)

    def kill(self, name: str) -> None:
        """Kill one process (``postgres``, ``broker``, ``mail`` or a service) and leave it dead.

        Three brokers are ``broker-1`` to ``broker-3``. Supervision does not start it again.
        """
        with self._supervisor.lock:
            self._supervisor.release(name)
            self._processes.kill(name)

    def end(self, name: str) -> None:
        """End one process in good order and leave it: supervision does not start it again."""
        with self._supervisor.lock:
            self._supervisor.release(name)
            self._processes.stop([name])

    def crash(self, name: str) -> None:
        """Kill one process as a crash would: supervision starts it again."""
        with self._supervisor.lock:
            self._processes.crash(name)

    def pause(self, name: str) -> None:
        """Stop a process and its children where they are (SIGSTOP); ``resume`` lets them go on."""
        self._processes.signal(name, signal.SIGSTOP)

    def resume(self, name: str) -> None:
        """Let a paused process and its children go on."""
        self._processes.signal(name, signal.SIGCONT)

    def restart(self, name: str) -> None:
        """End one process in good order if it runs, start it again, wait until it is ready."""
        with self._supervisor.lock:
            self._supervisor.release(name)
            self._processes.stop([name])
            program = self._recipes[name]()
            self._processes.start(program)
        self._processes.wait_ready(program, supervised=self._supervisor.active)
        self._write_file()

    def stop(self) -> None:
        """End everything, the services first; a second call does nothing."""
        with self._supervisor.lock:
            lock, self._lock = self._lock, None
            if lock is None:
                return
            # First the file, so that no command finds a stack that is going.
            self._plan.folder.stack.unlink(missing_ok=True)
            try:
                self._processes.stop_all(self._tiers)
            finally:
                os.close(lock)

    def _start(self, report: Report) -> None:
        try:
            tokens = self._plan.tokens.token_file().model_dump_json(indent=2)
            write_private(self._plan.folder.tokens, tokens.encode())
            for tier in self._tiers:
                self._start_together(tier, report)
            self._write_file()
        except BaseException:
            self.stop()
            raise

    def _start_together(self, names: Sequence[str], report: Report) -> None:
        programs = []
        for name in names:
            Log(self._plan.folder.logs, name).begin()
            programs.append(self._recipes[name]())
            self._processes.start(programs[-1])
        for program in programs:
            report(program.title)
            self._processes.wait_ready(program)

    def _write_file(self) -> None:
        if self._lock is not None:
            self.file.write(self._plan.folder.stack)
