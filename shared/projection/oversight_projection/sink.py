"""The sink of a followed log: what a service writes, given by the follower what it reads."""

from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple, Protocol

from oversight_contracts.facts.facts import Cut
from oversight_runtime.supervision import Ending

Confirm = Callable[[], Awaitable[None]]
"""Called before anything is written. Raises ``LogReplaced``."""


class Record(NamedTuple):
    """One record of the log."""

    offset: int
    key: bytes | None
    value: bytes | None


class LogReplaced(Exception):
    """The broker is another cluster now: what was read may come from either log."""


class DefinitionsChanged(Ending):
    """The totals have moved on to definitions that this process has not read."""


class Sink(Protocol):
    """Keeps what a log says, and with it, in one transaction, the position it is as at.

    It begins again from the stored position after any error, so whatever it holds in memory can be
    lost, and whatever it wrote can be given to it once more.
    """

    async def begin(self, log: str, end: int) -> int:
        """Forget what is held; answers the offset to read ``log`` from, which ends at ``end``."""
        ...

    async def take(self, records: Sequence[Record], confirm: Confirm) -> bool:
        """Take the next records, or none where none came for a moment.

        Answers whether the stored position moved. Raises ``PositionMoved`` where another process
        moved it meanwhile, and ``Ending`` where reading again is of no use.
        """
        ...


def check_definitions(own: str, shown: str | None, cut: Cut) -> None:
    """Raise ``DefinitionsChanged`` where ``cut`` leaves the definitions that were shown and read.

    Totals of other definitions are followed until the process's ``own`` come, which is how it is
    started before they are counted.
    """
    if shown == own != cut.definitions:
        raise DefinitionsChanged(
            "the totals are counted under other definitions now than this process has read; "
            "it has to be started again"
        )
