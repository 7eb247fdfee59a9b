"""A file of addresses stands in for a stack on this machine, and says what it lacks by field."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from oversight_local.failure import Failure
from oversight_local.stack.elsewhere.addresses import read_addresses
from oversight_local.stack.running import find_running, load_stack
from oversight_local.stack.stack_file import StackFile

SERVICES = ("ingest", "indicators", "alerts", "reporting")
DOCUMENT: dict[str, Any] = {
    "urls": {name: f"http://{name}.test" for name in SERVICES},
    "postgres": "postgresql://oversight:secret@postgres.test/oversight",
    "tokens": {"feed": "secret"},
    "source": "urn:oversight:test",
}
VARIABLES = {
    "OVERSIGHT_KAFKA": "kafka.test:9092",
    "OVERSIGHT_FORCE": "kent",
    "OVERSIGHT_PUBLIC_URL": "https://figures.test",
    "HOME": "/nowhere",
}


def a_file(folder: Path, **changes: object) -> Path:
    path = folder / "addresses.json"
    path.write_bytes(orjson.dumps({**DOCUMENT, **changes}))
    return path


def read(folder: Path, **changes: object) -> StackFile:
    return read_addresses(a_file(folder, **changes), folder, VARIABLES)


def test_the_variables_of_services_say_what_the_file_does_not(tmp_path: Path) -> None:
    found = read(tmp_path)
    assert (found.kafka, found.force, found.data) == ("kafka.test:9092", "kent", tmp_path)
    assert found.environment["OVERSIGHT_FORCE"] == "kent"
    assert "HOME" not in found.environment
    assert found.pids == {}


def test_the_file_goes_before_the_variables(tmp_path: Path) -> None:
    found = read(tmp_path, force="essex", environment={"OVERSIGHT_FORCE": "essex"})
    assert (found.force, found.environment["OVERSIGHT_FORCE"]) == ("essex", "essex")


def test_people_are_shown_the_address_that_they_can_open(tmp_path: Path) -> None:
    found = read(tmp_path)
    assert found.url("reporting") == "http://reporting.test"
    assert found.public_url("reporting") == "https://figures.test"
    assert found.public_url("alerts") == "http://alerts.test"


def test_kafka_is_asked_as_the_services_ask_it(tmp_path: Path) -> None:
    (tmp_path / "kafka").write_text("password\n")
    secured = {
        "OVERSIGHT_KAFKA_PROTOCOL": "sasl_plaintext",
        "OVERSIGHT_KAFKA_USERNAME": "command",
        "OVERSIGHT_KAFKA_PASSWORD_FILE": str(tmp_path / "kafka"),
    }
    found = read(tmp_path, environment=secured).kafka_connection
    assert (found.servers, found.protocol) == ("kafka.test:9092", "sasl_plaintext")
    assert (found.username, found.password) == ("command", "password")
    nowhere = {**secured, "OVERSIGHT_KAFKA_PASSWORD_FILE": str(tmp_path / "none")}
    with pytest.raises(Failure, match="none"):
        _ = read(tmp_path, environment=nowhere).kafka_connection


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"urls": {"ingest": "http://ingest.test"}}, "urls names no indicators, alerts, reporting"),
        ({"tokens": "secret"}, "tokens: Input should be a valid dictionary"),
        ({"postgres": None}, "postgres: Input should be a valid string"),
    ],
)
def test_what_is_at_fault_is_named(tmp_path: Path, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(Failure) as failed:
        read(tmp_path, **changes)
    assert said in "\n".join([str(failed.value), *failed.value.details])


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "there is no file"), (b"{", "is no JSON"), (b"[]", "holds no JSON object")],
)
def test_what_is_no_file_of_addresses_is_said(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    path = tmp_path / "addresses.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Failure, match=said):
        load_stack(tmp_path, path)


def test_it_is_taken_to_run(tmp_path: Path) -> None:
    path = a_file(tmp_path, kafka="kafka.test:9092", force="kent")
    assert find_running(tmp_path, path) == load_stack(tmp_path, path)
    assert find_running(tmp_path) is None
