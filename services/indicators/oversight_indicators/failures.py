"""What an error says of a batch: whose fault it is, and whether it is worth trying again.

What is none of these is an event's fault once it has come often enough.
"""

import asyncpg

from oversight_indicators.engine import RecordMoved
from oversight_indicators.repository.offsets import TopicGrown
from oversight_indicators.transaction import GenerationChanged
from oversight_runtime.publisher import KafkaUnavailable

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
