"""A stack of containers under a project name of its own, on free ports, removed at its end."""

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx

from oversight_local.processes.termination import wait_until
from oversight_local.stack.ports import choose_ports

NAMES = ("ingest", "indicators", "alerts", "reporting")
PROJECT = "oversight-test"
UP_SECONDS = 300
READY_SECONDS = 120.0


@dataclass(frozen=True)
class Compose:
    """``docker compose`` with the variables of this stack."""

    checkout: Path
    ports: dict[str, int]
    version: str

    @classmethod
    @contextmanager
    def running(cls, checkout: Path, version: str) -> Iterator["Compose"]:
        """A stack that is healthy, with volumes of its own."""
        made = cls(checkout, dict(choose_ports(0, NAMES).services), version)
        made.run("down", "--volumes", "--remove-orphans")
        try:
            made.run("up", "--detach", "--wait", "--wait-timeout", str(UP_SECONDS))
            yield made
        finally:
            made.run("down", "--volumes", "--remove-orphans")

    def run(self, *words: str) -> str:
        """Run a command of compose; answers what it printed. Raises ``CalledProcessError``."""
        ports = {f"OVERSIGHT_PORT_{name.upper()}": str(port) for name, port in self.ports.items()}
        return subprocess.run(
            ("docker", "compose", "--project-name", PROJECT, "--progress", "plain", *words),
            cwd=self.checkout,
            env={**os.environ, **ports, "VERSION": self.version},
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout

    @cached_property
    def tokens(self) -> dict[str, str]:
        """The bearer tokens by role."""
        found: dict[str, str] = json.loads(self.run("run", "--rm", "setup", "tokens"))
        return found

    def client(self, service: str, role: str) -> httpx.Client:
        """A client of a service in a role."""
        return httpx.Client(
            base_url=f"http://127.0.0.1:{self.ports[service]}",
            headers={"Authorization": f"Bearer {self.tokens[role]}"},
            trust_env=False,
            timeout=30,
        )

    def python(self, service: str, *words: str) -> str:
        """What Python prints inside the container of a service."""
        return self.run("exec", "--no-TTY", service, "python", *words)

    def states(self) -> dict[str, dict[str, Any]]:
        """What the engine knows of each running container, by service."""
        lines = self.run("ps", "--format", "json").splitlines()
        return {each["Service"]: each for each in map(json.loads, lines)}

    def kill(self, service: str) -> None:
        """SIGKILL its main process: a crash, after which the engine starts it again."""
        name = self.states()[service]["Name"]
        found = subprocess.check_output(("docker", "inspect", "-f", "{{.State.Pid}}", name))
        os.kill(int(found), signal.SIGKILL)

    def wait_healthy(self) -> None:
        """Wait until every container is healthy again."""
        assert wait_until(self._healthy, READY_SECONDS), self.states()

    def _healthy(self) -> bool:
        states = self.states()
        expected = {*NAMES, "kafka", "postgres"}
        return expected <= states.keys() and all(
            states[name]["Health"] == "healthy" for name in expected
        )
