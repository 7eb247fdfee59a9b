"""How processes share the tests."""

from types import SimpleNamespace
from typing import Any

from tests.sharing import FromBothEnds, share_of

E2E = [f"tests/e2e/test_a.py::test_{number}" for number in range(3)]
INTEGRATION = ["tests/integration/x/test_b.py::test_1", "tests/integration/x/test_b.py::test_2"]
UNIT = [f"tests/unit/test_c.py::test_{number}" for number in range(4)]
FAULTS = ["tests/faults/test_d.py::test_1", "tests/faults/test_d.py::test_2"]


class Process:
    """A process that runs what it is told to, when the test says so."""

    def __init__(self, name: str, tests: list[str]) -> None:
        self.gateway = SimpleNamespace(id=name)
        self.shutting_down = False
        self.waiting: list[str] = []
        self._tests = tests

    def send_runtest_some(self, indices: list[int]) -> None:
        self.waiting += [self._tests[index] for index in indices]

    def shutdown(self) -> None:
        self.shutting_down = True


class Run:
    """Two processes and what they have run, in order."""

    def __init__(self, tests: list[str]) -> None:
        option = SimpleNamespace(loadscopereorder=True)
        config: Any = SimpleNamespace(option=option, getvalue=lambda _: ["2*popen"])
        self.tests = tests
        self.sharing = FromBothEnds(config, None)
        self.processes = [Process(name, tests) for name in ("one", "other")]
        self.done: dict[str, list[str]] = {"one": [], "other": []}
        for process in self.processes:
            self.sharing.add_node(process)
            self.sharing.add_node_collection(process, tests)
        self.sharing.schedule()

    def step(self, process: Process) -> None:
        """Run the test that this process has to run next."""
        test = process.waiting.pop(0)
        self.done[process.gateway.id].append(test)
        self.sharing.mark_test_complete(process, self.tests.index(test))


def test_one_begins_with_stacks_and_the_other_with_what_needs_none() -> None:
    run = Run([*E2E, *INTEGRATION, *UNIT, *FAULTS])
    one, other = run.processes
    assert one.waiting == E2E
    assert other.waiting == [UNIT[3], UNIT[2]]


def test_all_is_run_once_and_faults_by_one_when_the_other_has_ended() -> None:
    run = Run([*E2E, *INTEGRATION, *UNIT, *FAULTS])
    one, other = run.processes
    while other.waiting:
        run.step(other)
    assert other.shutting_down
    assert not set(run.done["other"]) & {*E2E, *FAULTS}
    while one.waiting:
        run.step(one)
    assert run.done["one"][-2:] == FAULTS
    assert sorted(run.done["one"] + run.done["other"]) == sorted(run.tests)
    assert run.sharing.tests_finished


def test_faults_are_tried_where_nothing_else_is() -> None:
    run = Run(FAULTS)
    (trying,) = [process for process in run.processes if process.waiting]
    while trying.waiting:
        run.step(trying)
    assert run.sharing.tests_finished


def test_each_process_has_its_own_half() -> None:
    numbers = range(15_000, 32_000)
    one, other = share_of(numbers, "gw0"), share_of(numbers, "gw1")
    assert (one.stop, other.start) == (23_500, 23_500)
    assert [*one, *other] == [*numbers]
    assert share_of(numbers, "master") == numbers
