"""The error policy: whose fault an error is, and whether it is worth trying again.

What is none of these is an event's fault once it has come often enough.
"""

from collections.abc import Callable

import asyncpg

from oversight_indicators.count.transaction import GenerationChanged
from oversight_indicators.events.revisions import RecordMoved
from oversight_indicators.repository.offsets import TopicGrown
from oversight_runtime.kafka.producer import KafkaUnavailable

# Nothing is gained by trying again.
FINAL = (GenerationChanged, RecordMoved, TopicGrown)
# An event's, at once.
BAD_DATA = (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError)
# No event's: sound ones would be dead-lettered for it.
INFRASTRUCTURE = (
    OSError,
    TimeoutError,
    KafkaUnavailable,
    asyncpg.InterfaceError,
    # A connection that the server ended in the middle of a question.
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    # A full disk is among the first, one that cannot be read or written among the second, a page
    # that is damaged among the third.
    asyncpg.InsufficientResourcesError,
    asyncpg.PostgresSystemError,
    asyncpg.InternalServerError,
    asyncpg.OperatorInterventionError,
    asyncpg.TransactionRollbackError,
    asyncpg.ObjectNotInPrerequisiteStateError,
    # A transaction that was idle for too long, or a standby that does not lead yet.
    asyncpg.InvalidTransactionStateError,
    # A password that was changed, a database that is about to be put back.
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
)


class RetryBudget:
    """A retry budget: how long one batch may go on failing.

    Counted from the first failure: a frozen database answers nothing for a minute.
    """

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self._seconds = seconds
        self._clock = clock
        self._since: float | None = None

    def spent(self) -> bool:
        """Note a failure; answers whether they have gone on for too long."""
        if self._since is None:
            self._since = self._clock()
        return self._clock() - self._since > self._seconds


class Repetition:
    """Counts how often the same sort of error came in a row: what it says can differ each time."""

    def __init__(self) -> None:
        self._last: type[Exception] | None = None
        self._count = 0

    def times(self, error: Exception) -> int:
        """How often this error has come now, without another between."""
        self._count = self._count + 1 if type(error) is self._last else 1
        self._last = type(error)
        return self._count
