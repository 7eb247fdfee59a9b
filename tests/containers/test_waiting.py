"""Services start in whatever there is, say what they wait for, and begin once it is there."""

from functools import partial
from pathlib import Path

import pytest
from tests.containers.compose import NAMES, PORTS, Compose, project_of
from tests.containers.engine import docker, required

from oversight_local.processes.termination import wait_until
from oversight_local.stack.ports import choose_ports

SECONDS = 60.0


def said(compose: Compose, service: str) -> str:
    """What its health check prints."""
    (container,) = compose.containers(service)
    words = ("python", "-m", "oversight_runtime.http.probe")
    return docker("exec", container["Name"], *words).output


def _says_why(compose: Compose, service: str) -> bool:
    return '"failing":{"' in said(compose, service)


def _starts_again(compose: Compose, service: str) -> str:
    (container,) = compose.containers(service)
    return required("inspect", "--format", "{{.RestartCount}}", container["Name"])


@pytest.mark.parametrize("missing", ["kafka", "postgres"])
def test_services_wait_for_what_is_not_there_and_say_so(
    checkout: Path, built: str, missing: str
) -> None:
    ports = dict(choose_ports(0, PORTS).services)
    compose = Compose(checkout, project_of(checkout, "waiting"), ports, built)
    compose.remove()
    # Ingest does not need PostgreSQL.
    waiting = NAMES if missing == "kafka" else NAMES[1:]
    try:
        there = ("postgres-users",) if missing == "kafka" else ("kafka-users",)
        compose.run("up", "--detach", *there)
        compose.run("up", "--detach", "--no-deps", *NAMES)
        for service in waiting:
            assert wait_until(partial(_says_why, compose, service), SECONDS), service
        # Waiting, not ended and started again.
        assert {_starts_again(compose, service) for service in waiting} == {"0"}
        compose.up()
    finally:
        compose.remove()
