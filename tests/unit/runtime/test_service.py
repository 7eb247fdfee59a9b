"""The life cycle of a service: how its process starts, and what its exit code says."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from oversight_local.processes.termination import wait_until
from oversight_local.stack.ports import choose_ports

SERVICE = """
import asyncio, os, signal, sys
from contextlib import asynccontextmanager
from fastapi import FastAPI
from oversight_runtime.process import ConfigurationError
from oversight_runtime.service import run
from oversight_runtime.settings import ServiceSettings

class Broken(Exception):
    pass

@asynccontextmanager
async def build(settings, failed):
    {start}
    print("started", flush=True)
    asyncio.get_running_loop().call_later(0.2, lambda: {then})
    try:
        yield FastAPI()
    finally:
        print("ended", flush=True)

port = int(os.environ.get("PORT", "0"))
settings = lambda: ServiceSettings(port=port)
sys.exit(run("test", settings, build, unusable=(Broken,), away=(ConnectionError,)))
"""
SETTINGS = {"KAFKA": "127.0.0.1:1", "DEFINITIONS": "nowhere", "TOKENS": "nowhere"}
SECONDS = 20.0


def environment(**changes: str | None) -> dict[str, str]:
    settings = {f"OVERSIGHT_{name}": value for name, value in (SETTINGS | changes).items()}
    return os.environ | {name: value for name, value in settings.items() if value is not None}


@contextmanager
def process(
    start: str = "pass", then: str = "None", port: int = 0
) -> Iterator[subprocess.Popen[str]]:
    """A service; ``start`` is a statement run before it serves, ``then`` an expression after it."""
    program = SERVICE.format(start=start, then=then)
    with subprocess.Popen(
        [sys.executable, "-c", program],
        env={**environment(), "PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        try:
            yield running
        finally:
            running.kill()


def outcome(start: str = "pass", then: str = "None", port: int = 0) -> tuple[int, str, str]:
    """The exit code, and what was printed and told."""
    with process(start, then, port) as running:
        output, errors = running.communicate(timeout=SECONDS)
        return running.returncode, output, errors


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_a_service_asked_to_end_ends_what_is_beside_it_and_then_with_0(name: str) -> None:
    code, output, errors = outcome(then=f"os.kill(os.getpid(), signal.{name})")
    assert (code, output) == (0, "started\nended\n"), errors


def test_a_service_that_is_still_starting_ends_when_it_is_asked_to() -> None:
    start = 'print("starting", flush=True); await asyncio.Event().wait()'
    with process(start) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "starting\n"
        running.send_signal(signal.SIGTERM)
        assert running.wait(SECONDS) == 0


def test_what_has_to_end_the_service_ends_it_in_order_with_1_and_is_logged() -> None:
    code, output, errors = outcome(then='failed(RuntimeError("no progress"))')
    assert (code, output) == (1, "started\nended\n")
    assert '"reason": "no progress"' in errors


def test_what_keeps_the_service_from_starting_ends_it_with_1() -> None:
    code, output, errors = outcome(start='raise OSError("no database")')
    assert (code, output) == (1, "")
    assert '"reason": "no database"' in errors


@pytest.mark.parametrize("error", ["Broken", "ConfigurationError"])
def test_what_cannot_be_used_is_told_without_a_traceback_and_ends_with_2(error: str) -> None:
    code, output, errors = outcome(start=f'raise {error}("a.yaml:3: at: unknown field")')
    assert (code, output) == (2, "")
    assert errors.splitlines()[-1] == "a.yaml:3: at: unknown field"
    assert "Traceback" not in errors


def test_a_port_that_is_taken_ends_the_service_with_1() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        code, output, errors = outcome(port=other.getsockname()[1])
    assert (code, output) == (1, ""), errors
    assert '"reason": "cannot listen at 127.0.0.1:' in errors


def test_a_service_says_what_it_waits_for_until_that_is_there(tmp_path: Path) -> None:
    database = tmp_path / "database"
    start = f"if not os.path.exists('{database}'): raise ConnectionError('no database')"
    port = choose_ports(0, ()).kafka
    with (
        process(start, port=port) as running,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client,
    ):
        assert wait_until(lambda: "no database" in readiness(client), SECONDS)
        assert client.get("/livez").status_code == 200
        refused = client.post("/v1/events")
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
        database.touch()
        assert running.stdout is not None
        assert running.stdout.readline() == "started\n"
        # From here on the application itself answers.
        assert wait_until(lambda: client.get("/livez").status_code == 404, SECONDS)
        running.send_signal(signal.SIGTERM)
        assert running.wait(SECONDS) == 0


def test_a_password_that_was_put_right_is_used_without_a_restart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    password = tmp_path / "password"
    password.write_text("wrong")
    monkeypatch.setenv("OVERSIGHT_KAFKA_PROTOCOL", "sasl_plaintext")
    monkeypatch.setenv("OVERSIGHT_KAFKA_USERNAME", "test")
    monkeypatch.setenv("OVERSIGHT_KAFKA_PASSWORD_FILE", str(password))
    refused = "settings.kafka_connection.password != 'right'"
    port = choose_ports(0, ()).kafka
    with (
        process(f"if {refused}: raise ConnectionError('no kafka')", port=port) as running,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client,
    ):
        assert wait_until(lambda: "no kafka" in readiness(client), SECONDS)
        password.write_text("right")
        assert running.stdout is not None
        assert running.stdout.readline() == "started\n"


def test_a_service_that_waits_ends_when_it_is_asked_to() -> None:
    port = choose_ports(0, ()).kafka
    with (
        process('raise ConnectionError("no database")', port=port) as running,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client,
    ):
        assert wait_until(lambda: "no database" in readiness(client), SECONDS)
        running.send_signal(signal.SIGTERM)
        assert running.wait(SECONDS) == 0


def readiness(client: httpx.Client) -> str:
    """What ``/readyz`` says; nothing while nothing listens."""
    try:
        return client.get("/readyz").text
    except httpx.TransportError:
        return ""
