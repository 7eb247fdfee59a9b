"""The four services as programs, and whether one is ready."""

import functools
import sys
from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from oversight_local.processes.program import Program
from oversight_local.stack.ports import HOST


@dataclass(frozen=True)
class Service:
    """A process that reads ``OVERSIGHT_*`` and answers ``/readyz`` on ``OVERSIGHT_PORT``."""

    name: str
    command: tuple[str, ...]


def _module(name: str) -> Service:
    return Service(name, (sys.executable, "-m", f"oversight_{name}"))


SERVICES = tuple(map(_module, ("ingest", "indicators", "alerts", "reporting")))


def service_url(port: int) -> str:
    """The URL of a service."""
    return f"http://{HOST}:{port}"


def service_program(service: Service, port: int, environment: Mapping[str, str]) -> Program:
    """``service`` on ``port``; ``environment`` is what all services share."""
    return Program(
        name=service.name,
        title=service.name,
        command=service.command,
        probe=functools.partial(readiness, service_url(port)),
        environment={**environment, "OVERSIGHT_PORT": str(port), "PYTHONUNBUFFERED": "1"},
        start_seconds=90,
        stop_seconds=15,
    )


def readiness(url: str) -> str | None:
    """None when the service at ``url`` is ready, else what it lacks."""
    try:
        # A proxy in the environment is not for this machine's own addresses.
        answer = httpx.get(f"{url}/readyz", timeout=3, trust_env=False)
    except httpx.HTTPError as error:
        return f"{url} does not answer ({type(error).__name__})"
    return (
        None if answer.status_code == 200 else f"{url} answers {answer.status_code} {answer.text}"
    )


def answering(urls: Mapping[str, str]) -> list[str]:
    """The services, by name, whose process answers at its URL, ready or not."""
    return [name for name, url in urls.items() if _answers(url)]


def _answers(url: str) -> bool:
    try:
        httpx.get(f"{url}/livez", timeout=3, trust_env=False)
    except httpx.TransportError:
        return False
    return True
