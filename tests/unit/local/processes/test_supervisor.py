"""A process that cannot even be started is tried again."""

import errno

from oversight_local.failure import Failure
from oversight_local.processes.manager import EndedProcess, Processes
from oversight_local.processes.program import Program
from oversight_local.processes.supervisor import Supervisor


class FakeProcesses(Processes):
    """One process that has ended, and what was started since."""

    def __init__(self) -> None:
        self.ended = [EndedProcess("broker", Failure("Apache Kafka ended with 1"))]
        self.started: list[str] = []

    def take_ended(self) -> list[EndedProcess]:
        taken, self.ended = self.ended, []
        return taken

    def start(self, program: Program) -> None:
        self.started.append(program.name)


def test_a_start_that_finds_the_disk_full_is_tried_again() -> None:
    processes, said = FakeProcesses(), list[str]()
    full = [OSError(errno.ENOSPC, "No space left on device")]

    def recipe() -> Program:
        if full:
            raise full.pop()
        return Program(name="broker", title="Apache Kafka", command=("kafka",), probe=lambda: None)

    supervision = Supervisor(processes, {"broker": recipe}, lambda: None)
    supervision.watch(lambda: bool(processes.started), said.append)
    assert processes.started == ["broker"]
    assert "No space left on device" in said[1]
