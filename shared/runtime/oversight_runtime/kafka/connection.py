"""A connection to Kafka: where it is, over which protocol, and who asks."""

import ssl
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from aiokafka.errors import KafkaError

Protocol = Literal["plaintext", "ssl", "sasl_plaintext", "sasl_ssl"]
Mechanism = Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"]
# Apache Kafka answers a fetch as soon as there is a record: asked seldom, it costs half as much.
LONG_WAIT_MS = 500
# The embedded broker sleeps through half of the wait, though a record has come meanwhile.
SHORT_WAIT_MS = 50


@dataclass(frozen=True)
class KafkaConnection:
    """Bootstrap servers, and how a client proves who it is.

    ``tls`` is there for the protocols with ``ssl``; ``username`` and ``password`` are for those
    with ``sasl``. For ``fetch_wait_ms`` a broker may hold a fetch for which it has nothing yet.
    """

    servers: str
    protocol: Protocol = "plaintext"
    mechanism: Mechanism = "SCRAM-SHA-512"
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: ssl.SSLContext | None = field(default=None, repr=False, compare=False)
    fetch_wait_ms: int = SHORT_WAIT_MS

    @property
    def options(self) -> dict[str, Any]:
        """What an aiokafka client is given besides its bootstrap servers."""
        found: dict[str, Any] = {"security_protocol": self.protocol.upper()}
        if self.tls is not None:
            found["ssl_context"] = self.tls
        if self.username is not None:
            found["sasl_mechanism"] = self.mechanism
            found["sasl_plain_username"] = self.username
            found["sasl_plain_password"] = self.password
        return found


# What keeps a service from starting while no broker answers, or none knows it yet.
AWAY = (KafkaError, ConnectionError, TimeoutError)
# A cluster that asks nobody who they are is told by its bootstrap servers alone.
Kafka: TypeAlias = str | KafkaConnection


def connection(kafka: Kafka) -> KafkaConnection:
    """The connection, in plain text where only bootstrap servers are given."""
    return KafkaConnection(kafka) if isinstance(kafka, str) else kafka
