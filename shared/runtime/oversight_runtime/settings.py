"""Settings that every service reads from its environment."""

import ssl
from functools import cached_property
from pathlib import Path
from typing import Literal, Self
from urllib.parse import quote, urlsplit, urlunsplit

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from oversight_runtime.kafka.connection import (
    LONG_WAIT_MS,
    SHORT_WAIT_MS,
    KafkaConnection,
    Mechanism,
    Protocol,
)


class ServiceSettings(BaseSettings):
    """Settings shared by the four services; each is the variable ``OVERSIGHT_<NAME>``."""

    model_config = SettingsConfigDict(env_prefix="OVERSIGHT_", extra="ignore")

    host: str = Field("127.0.0.1", description="address to listen at")
    port: int = Field(description="port to listen at")
    kafka: str = Field(description="bootstrap servers, host:port separated by commas")
    kafka_protocol: Protocol = Field(
        "plaintext", description="with sasl a client says who it is, with ssl over TLS"
    )
    kafka_mechanism: Mechanism = Field("SCRAM-SHA-512", description="how sasl proves a name")
    kafka_username: str | None = Field(None, description="for the protocols with sasl")
    kafka_password_file: Path | None = Field(None, description="file that holds the password")
    kafka_ca: Path | None = Field(
        None, description="PEM file of the authority that signed the brokers' certificates"
    )
    kafka_certificate: Path | None = Field(
        None, description="PEM file of this client's certificate and key, where brokers ask for one"
    )
    kafka_idempotence: bool = Field(
        True, description="false for the embedded broker, which has no idempotent producer"
    )
    kafka_replication: int = Field(
        1, ge=1, description="copies of each record in the topics that are made"
    )
    definitions: Path = Field(description="folder of indicators, rules, areas, residents, targets")
    tokens: Path = Field(description="JSON file of hashed bearer tokens")
    force: str = Field(default="west-midlands", description="the force that pages show first")
    log_format: Literal["json", "text"] = Field("json", description="a line of JSON, or of text")
    log_level: str = Field("INFO", description="the least level that is logged")

    @cached_property
    def kafka_connection(self) -> KafkaConnection:
        """How Kafka is reached, read once. Raises ``OSError`` where a file cannot be read."""
        password = self.kafka_password_file
        return KafkaConnection(
            self.kafka,
            self.kafka_protocol,
            self.kafka_mechanism,
            self.kafka_username,
            password.read_text().strip() if password else None,
            self._tls() if self.kafka_protocol in ("ssl", "sasl_ssl") else None,
            # What has no idempotent producer is the embedded broker.
            LONG_WAIT_MS if self.kafka_idempotence else SHORT_WAIT_MS,
        )

    @model_validator(mode="after")
    def _names_who_asks(self) -> Self:
        named = self.kafka_username is not None and self.kafka_password_file is not None
        if self.kafka_protocol.startswith("sasl") and not named:
            raise ValueError(
                f"OVERSIGHT_KAFKA_PROTOCOL={self.kafka_protocol} needs OVERSIGHT_KAFKA_USERNAME "
                "and OVERSIGHT_KAFKA_PASSWORD_FILE"
            )
        return self

    def _tls(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=self.kafka_ca)
        if self.kafka_certificate is not None:
            context.load_cert_chain(self.kafka_certificate)
        return context


class DatabaseSettings(ServiceSettings):
    """Settings of a service that owns a schema."""

    database_url: str = Field(
        description="postgresql://user@host:port/database, with ?sslmode=verify-full and "
        "&sslrootcert=FILE for TLS"
    )
    database_password_file: Path | None = Field(
        None, description="file that holds the password of that user"
    )

    @property
    def database(self) -> str:
        """The URL with its password. Raises ``OSError`` where the file cannot be read."""
        if self.database_password_file is None:
            return self.database_url
        password = self.database_password_file.read_text().strip()
        parts = urlsplit(self.database_url)
        user, _, host = parts.netloc.rpartition("@")
        return urlunsplit(parts._replace(netloc=f"{user}:{quote(password, safe='')}@{host}"))
