"""How processes share the tests: by module, those with stacks first, each process its own ports."""

import os

# In the order in which they are begun: the longest first, so that all processes end together.
KINDS = ("e2e", "faults", "integration", "contract", "unit", "containers")


def kind_of(nodeid: str) -> str:
    """The folder of ``tests`` that the test is in."""
    return nodeid.split("/")[1]


def share_of(numbers: range, worker: str, processes: int) -> range:
    """The part of ``numbers`` for ``worker``, named as pytest-xdist does; all for one alone."""
    if not worker.startswith("gw"):
        return numbers
    size = len(numbers) // processes
    first = numbers.start + int(worker[2:]) % processes * size
    return range(first, first + size)


def processes_of_run() -> int:
    """How many processes share this run, as pytest-xdist tells each."""
    return int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
