"""The settings that are worked out from others."""

from pathlib import Path
from typing import Any

from oversight_runtime.settings import DatabaseSettings


def settings(**given: Any) -> DatabaseSettings:
    fixed: dict[str, Any] = {"port": 1, "kafka": "k:1", "definitions": Path(), "tokens": Path()}
    return DatabaseSettings(**(fixed | given))


def test_a_database_url_is_taken_as_it_is() -> None:
    url = "postgresql://alerts:word@db:5432/oversight"
    assert settings(database_url=url).database == url


def test_a_password_comes_from_its_file_with_what_a_url_cannot_hold_written_out(
    tmp_path: Path,
) -> None:
    (tmp_path / "password").write_text("a/b@c:d\n")
    found = settings(
        database_url="postgresql://alerts@db:5432/oversight?sslmode=require",
        database_password_file=tmp_path / "password",
    )
    assert found.database == ("postgresql://alerts:a%2Fb%40c%3Ad@db:5432/oversight?sslmode=require")


def test_apache_kafka_may_hold_a_fetch_and_the_embedded_broker_only_shortly() -> None:
    url = "postgresql://alerts@db:5432/oversight"
    assert settings(database_url=url).kafka_connection.fetch_wait_ms == 500
    embedded = settings(database_url=url, kafka_idempotence=False)
    assert embedded.kafka_connection.fetch_wait_ms == 50
