"""Settings that every service reads from its environment."""

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class ServiceSettings(BaseSettings):
    """Settings shared by the four services; each is the variable ``OVERSIGHT_<NAME>``."""

    model_config = SettingsConfigDict(env_prefix="OVERSIGHT_", extra="ignore")

    host: str = "127.0.0.1"
    port: int
    kafka: str = Field(description="bootstrap servers, host:port separated by commas")
    # The embedded broker has no idempotent producer.
    kafka_idempotence: bool = True
    kafka_replication: int = Field(default=1, ge=1)
    definitions: Path = Field(description="folder of indicators, rules, areas, residents, targets")
    tokens: Path = Field(description="JSON file of hashed bearer tokens")
    force: str = Field(default="west-midlands", description="the force that pages show first")
    log_format: Literal["json", "text"] = "json"
    log_level: str = "INFO"


class DatabaseSettings(ServiceSettings):
    """Settings of a service that owns a schema."""

    database_url: str = Field(description="postgresql://user@host:port/database")
