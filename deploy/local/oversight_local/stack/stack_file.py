"""``stack.json``: how commands and tests find a running stack."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
from pydantic import BaseModel, ConfigDict

from oversight_local.data_folder import write_private
from oversight_local.failure import Failure
from oversight_runtime.kafka.connection import KafkaConnection
from oversight_runtime.settings import ServiceSettings

# Where nothing is caught.
NOWHERE = Path(os.devnull)


class StackFile(BaseModel):
    """A running stack. In the file each URL also stands at the top under its service's name.

    A stack that was not started here has no ``pids``, and its e-mails are in no ``maildir``.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    urls: dict[str, str]
    kafka: str
    postgres: str
    maildir: Path = NOWHERE
    tokens: dict[str, str]
    source: str
    force: str
    broker: str = "kafka"
    pids: dict[str, int] = {}
    data: Path
    # The settings of its services, for a program that works beside them.
    environment: dict[str, str] = {}
    # URLs for people, of services that they reach at another address than the commands do.
    public: dict[str, str] = {}

    def url(self, service: str) -> str:
        """The URL of a service, without a slash at the end."""
        return self.urls[service]

    def public_url(self, service: str) -> str:
        """The URL that people open a service at, without a slash at the end."""
        return self.public.get(service, self.urls[service])

    @property
    def definitions(self) -> Path:
        """The folder that the services read their definitions from. Raises ``Failure``."""
        try:
            return Path(self.environment["OVERSIGHT_DEFINITIONS"])
        except KeyError as error:
            raise Failure(
                "the stack does not say OVERSIGHT_DEFINITIONS in its environment"
            ) from error

    @property
    def kafka_connection(self) -> KafkaConnection:
        """How Kafka is reached, as the services reach it. Raises ``Failure``."""
        if "OVERSIGHT_KAFKA_PROTOCOL" not in self.environment:
            return KafkaConnection(self.kafka)
        try:
            return _settings(self.environment | {"OVERSIGHT_KAFKA": self.kafka}).kafka_connection
        except (ValueError, OSError) as error:
            raise Failure(f"Kafka cannot be asked: {error}") from error

    def write(self, path: Path) -> None:
        """Replace ``path`` as a whole; it holds tokens, so only its owner may read it."""
        document: dict[str, Any] = self.urls | self.model_dump(mode="json")
        write_private(path, orjson.dumps(document, option=orjson.OPT_INDENT_2))


def _settings(environment: Mapping[str, str]) -> ServiceSettings:
    # A port, definitions and tokens are for services alone.
    own = {"port": "1", "definitions": ".", "tokens": "."}
    prefix = ServiceSettings.model_config["env_prefix"]
    given = {name.removeprefix(prefix).lower(): value for name, value in environment.items()}
    return ServiceSettings.model_validate(own | given)
