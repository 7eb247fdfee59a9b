"""A broker that can be stopped in its tracks, and an app with routes that fail."""

import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from oversight_local.broker import broker_program
from oversight_local.folder import DataFolder
from oversight_local.ports import HOST, choose_ports
from oversight_local.processes import Processes


@dataclass(frozen=True)
class Broker:
    """``servers`` to connect to; the process can be stopped, woken and killed."""

    servers: str
    processes: Processes
    name: str

    def freeze(self) -> None:
        """Stop the process without its knowing: connections stay open and nothing answers."""
        self.processes.signal(self.name, signal.SIGSTOP)
        # The signal is on its way; under load the process may well answer one request more.
        os.waitid(os.P_PID, self.processes.pids[self.name], os.WSTOPPED)

    def thaw(self) -> None:
        """Let it go on."""
        self.processes.signal(self.name, signal.SIGCONT)

    def kill(self) -> None:
        """End it at once: connections are refused."""
        self.processes.kill(self.name)


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    port = choose_ports(0, ()).kafka
    folder = DataFolder(tmp_path / "kafka")
    folder.create()
    processes = Processes(folder, cancelled=lambda: False)
    program = broker_program(port)
    processes.start(program)
    try:
        processes.wait_ready(program)
        yield Broker(f"{HOST}:{port}", processes, program.name)
    finally:
        if program.name in processes.pids:
            processes.signal(program.name, signal.SIGCONT)
        processes.stop_all([[program.name]])
