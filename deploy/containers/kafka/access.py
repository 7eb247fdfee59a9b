"""Gives each service its name in Kafka, and lets it at the topics it reads and writes.

What each may do follows from the table of topics; the oversight command has a name too, and reads
what was sent and what was dead-lettered. Run again it changes nothing, but for passwords that are
others now. aiokafka has no calls for this, so they are put together here: Kafka's own tools start
a Java for each.
"""

import asyncio
import hashlib
import logging
import os
import secrets
import sys
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from enum import IntEnum
from io import BytesIO
from pathlib import Path
from typing import Any

from aiokafka.errors import KafkaError, for_code
from aiokafka.protocol.api import RequestHeader_v2, ResponseHeader_v1
from aiokafka.protocol.types import (
    CompactArray,
    CompactBytes,
    CompactString,
    Int8,
    Int16,
    Int32,
    Schema,
    TaggedFields,
)

from oversight_contracts.topics import DEAD_LETTERS, EVENTS, TOPICS
from oversight_runtime.kafka.admin import admin_of
from oversight_runtime.kafka.connection import KafkaConnection

FOLDER = Path("/run/secrets")
COMMAND = "command"
USERS = ("ingest", "indicators", "alerts", "reporting", COMMAND)
ITERATIONS = 4096
SCRAM_SHA_512 = 2


class Resource(IntEnum):
    """A kind of resource, by its number in Kafka's protocol."""

    TOPIC = 2
    GROUP = 3
    CLUSTER = 4
    TRANSACTIONAL_ID = 5


class Pattern(IntEnum):
    """How a resource's name is meant: as it is, or as the beginning of names."""

    LITERAL = 3
    PREFIXED = 4


class Operation(IntEnum):
    """What is done with a resource."""

    READ = 3
    WRITE = 4
    CREATE = 5
    DESCRIBE = 8
    DESCRIBE_CONFIGS = 10


class Permission(IntEnum):
    """Whether it may be done."""

    ALLOW = 3


@dataclass(frozen=True)
class Rule:
    """What a user may do: an entry of an access control list, its fields as they are sent."""

    resource: Resource
    name: str
    pattern: Pattern
    principal: str
    host: str
    operation: Operation
    permission: Permission


def rules() -> Iterator[Rule]:
    """Everything that the users may do."""
    for user in USERS:
        # Each makes the topics that are missing, and looks at how they are.
        for operation in (Operation.CREATE, Operation.DESCRIBE, Operation.DESCRIBE_CONFIGS):
            yield rule(user, operation, Resource.TOPIC, "oversight.", Pattern.PREFIXED)
        yield rule(user, Operation.DESCRIBE, Resource.CLUSTER, "kafka-cluster")
    for topic in TOPICS:
        for user in topic.producers:
            yield rule(user, Operation.WRITE, Resource.TOPIC, topic.name)
        # Who writes looks at what stands there before it.
        for user in dict.fromkeys((*topic.producers, *topic.consumers)):
            yield rule(user, Operation.READ, Resource.TOPIC, topic.name)
    for topic in (EVENTS, DEAD_LETTERS):
        yield rule(COMMAND, Operation.READ, Resource.TOPIC, topic.name)
    yield rule("indicators", Operation.READ, Resource.GROUP, "oversight-indicators")
    for operation in (Operation.WRITE, Operation.DESCRIBE):
        yield rule(
            "indicators", operation, Resource.TRANSACTIONAL_ID, "oversight", Pattern.PREFIXED
        )


def rule(
    user: str,
    operation: Operation,
    resource: Resource,
    name: str,
    pattern: Pattern = Pattern.LITERAL,
) -> Rule:
    """What ``user`` may do from anywhere."""
    return Rule(resource, name, pattern, f"User:{user}", "*", operation, Permission.ALLOW)


@dataclass(frozen=True)
class Call:
    """A request of Kafka's protocol, in the form in which aiokafka's connections send one."""

    API_KEY: int
    API_VERSION: int
    schema: Schema
    answer: Schema
    content: tuple[Any, ...]

    def prepare(self, versions: dict[int, tuple[int, int]]) -> "Call":
        """Raise ``KafkaError`` where the broker does not know it."""
        lowest, highest = versions.get(self.API_KEY, (0, -1))
        if not lowest <= self.API_VERSION <= highest:
            raise KafkaError(f"the broker takes no call {self.API_KEY} v{self.API_VERSION}")
        return self

    def build_request_header(self, correlation_id: int, client_id: str) -> Any:
        """The header before it."""
        return RequestHeader_v2(self, correlation_id, client_id)

    def encode(self) -> bytes:
        """Its bytes."""
        encoded: bytes = self.schema.encode(self.content)
        return encoded

    def parse_response_header(self, answer: BytesIO) -> Any:
        """The header before its answer."""
        return ResponseHeader_v1.decode(answer)

    @property
    def RESPONSE_TYPE(self) -> "Call":
        """What reads its answer."""
        return self

    def decode(self, answer: BytesIO) -> Any:
        """The fields of its answer."""
        return self.answer.decode(answer)


TEXT = CompactString("utf-8")
TAGS = ("tags", TaggedFields)
NO_TAGS: dict[int, bytes] = {}
RULE = (
    ("resource_type", Int8),
    ("resource_name", TEXT),
    ("resource_pattern_type", Int8),
    ("principal", TEXT),
    ("host", TEXT),
    ("operation", Int8),
    ("permission_type", Int8),
)
REFUSAL = (("error_code", Int16), ("error_message", TEXT), TAGS)
CREDENTIAL = (
    ("name", TEXT),
    ("mechanism", Int8),
    ("iterations", Int32),
    ("salt", CompactBytes),
    ("salted_password", CompactBytes),
)
FORGOTTEN = ("deletions", CompactArray(("name", TEXT), ("mechanism", Int8), TAGS))
THROTTLE = ("throttle_time_ms", Int32)


def access_call(allowed: Iterable[Rule]) -> Call:
    """CreateAcls: what is there already stays."""
    entries = [(*astuple(each), NO_TAGS) for each in allowed]
    return Call(
        30,
        2,
        Schema(("creations", CompactArray(*RULE, TAGS)), TAGS),
        Schema(THROTTLE, ("results", CompactArray(*REFUSAL)), TAGS),
        (entries, NO_TAGS),
    )


def credentials_call(passwords: dict[str, str]) -> Call:
    """AlterUserScramCredentials: each user has this password from now on."""
    entries = [(*credential(*each), NO_TAGS) for each in passwords.items()]
    return Call(
        51,
        0,
        Schema(FORGOTTEN, ("upsertions", CompactArray(*CREDENTIAL, TAGS)), TAGS),
        Schema(THROTTLE, ("results", CompactArray(("user", TEXT), *REFUSAL)), TAGS),
        ([], entries, NO_TAGS),
    )


def credential(user: str, password: str) -> tuple[str, int, int, bytes, bytes]:
    """The password as Kafka keeps it (RFC 5802): salted, so that nobody can read it back."""
    salt = secrets.token_bytes(32)
    salted = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, ITERATIONS)
    return user, SCRAM_SHA_512, ITERATIONS, salt, salted


async def grant(kafka: KafkaConnection, passwords: dict[str, str]) -> None:
    """Have Kafka know the users, and let them at what is theirs. Raises ``KafkaError``."""
    async with admin_of(kafka) as admin:
        for call in (credentials_call(passwords), access_call(rules())):
            _, results, _ = await admin._send_to_controller(call)
            for *_, code, message, _ in results:
                if code:
                    raise for_code(code)(message)


def main() -> None:
    """Do so as the administrator, whose password and those of the users are files."""
    logging.basicConfig(level=logging.WARNING)
    password = (FOLDER / "admin").read_text()
    servers = os.environ.get("KAFKA_ADMIN", "kafka:9094")
    kafka = KafkaConnection(servers, "sasl_plaintext", "PLAIN", "admin", password)
    try:
        asyncio.run(grant(kafka, {user: (FOLDER / user).read_text() for user in USERS}))
    except (KafkaError, TimeoutError) as error:
        sys.exit(f"Kafka at {servers} did not take the users: {error!r}")


if __name__ == "__main__":
    main()
