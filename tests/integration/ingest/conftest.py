"""A broker that can be paused."""

import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from oversight_local.broker import broker_program
from oversight_local.folder import DataFolder
from oversight_local.ports import HOST, choose_ports
from oversight_local.processes import Processes


@dataclass
class Broker:
    """A broker of the test's own. ``pause`` stops it where it is: it takes, and never answers."""

    servers: str
    processes: Processes

    def pause(self) -> None:
        self.processes.signal("broker", signal.SIGSTOP)

    def resume(self) -> None:
        if "broker" in self.processes.pids:
            self.processes.signal("broker", signal.SIGCONT)

    def kill(self) -> None:
        self.processes.kill("broker")


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    folder = DataFolder(tmp_path / "broker")
    folder.create()
    port = choose_ports(0, ()).kafka
    processes = Processes(folder, cancelled=lambda: False)
    program = broker_program(port)
    processes.start(program)
    made = Broker(f"{HOST}:{port}", processes)
    try:
        processes.wait_ready(program)
        yield made
    finally:
        made.resume()
        processes.stop_all([[program.name]])
