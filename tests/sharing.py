"""How two processes share the tests: stacks beside what needs none, faults alone in the end."""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

# In the order in which the first process takes them; the other begins at the end of the rest.
KINDS = ("e2e", "integration", "contract", "unit", "faults")
# Where tests run no whole service; a few run a broker of their own. Each can go to either process.
LIGHT = ("contract", "unit")
ALONE = "faults"


def kind_of(nodeid: str) -> str:
    """The folder of ``tests`` that the test is in."""
    return nodeid.split("/")[1]


def share_of(numbers: range, worker: str) -> range:
    """The half of ``numbers`` for ``worker``, named as pytest-xdist does; all for one alone."""
    if not worker.startswith("gw"):
        return numbers
    half = len(numbers) // 2
    return numbers[half:] if int(worker[2:]) % 2 else numbers[:half]


class FromBothEnds(LoadScopeScheduling):  # type: ignore[misc]
    """The first process takes whole modules of tests from the front, others from the back.

    So the work is shared evenly, and stacks are mostly run beside what needs little. Faults are
    timed: the process that finds only them left ends, and the other tries them by itself.
    """

    def __init__(self, config: pytest.Config, log: Any) -> None:
        # By the number of tests, else.
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        kind = kind_of(nodeid)
        if kind in LIGHT:
            return nodeid
        return ALONE if kind == ALONE else nodeid.partition("::")[0]

    def _reschedule(self, node: Any) -> None:
        others = [other for other in self.nodes if other is not node and not other.shutting_down]
        idle = self._pending_of(self.assigned_work[node]) <= 2 and not node.shutting_down
        if idle and others and [*self.workqueue] == [ALONE]:
            node.shutdown()
        super()._reschedule(node)

    def _assign_work_unit(self, node: Any) -> None:
        rest = [name for name in self.workqueue if name != ALONE]
        if rest and node is not self.nodes[0]:
            self.workqueue.move_to_end(rest[-1], last=False)
        super()._assign_work_unit(node)
