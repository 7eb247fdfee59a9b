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
from zlib import crc32

import httpx
from tests.containers.engine import docker, required

from oversight_local.processes.termination import wait_until
from oversight_local.stack.ports import choose_ports

NAMES = ("ingest", "indicators", "alerts", "reporting")
EXPECTED = (*NAMES, "kafka", "postgres")
# Ports that follow upon each other, as several containers of one service are given them.
WORKERS = ("indicators", "indicators-2", "indicators-3")
PORTS = ("ingest", "alerts", "reporting", *WORKERS)
UP_SECONDS = 300
READY_SECONDS = 120.0
# How often the engine is asked: each time is a process, and takes from what it waits for.
POLL = 0.3


def project_of(checkout: Path, name: str = "test") -> str:
    """The name of this checkout's project, so that its next run removes what one left."""
    return f"oversight-{name}-{crc32(bytes(checkout)):08x}"


@dataclass(frozen=True)
class Compose:
    """``docker compose`` with the variables of this stack, whose images are tagged ``version``."""

    checkout: Path
    project: str
    ports: dict[str, int]
    version: str

    @classmethod
    @contextmanager
    def running(cls, checkout: Path, project: str, version: str) -> Iterator["Compose"]:
        """A stack that is healthy, with volumes of its own."""
        made = cls(checkout, project, dict(choose_ports(0, PORTS).services), version)
        made.remove()
        try:
            made.up()
            yield made
        except subprocess.CalledProcessError as error:
            error.add_note(made.run("logs", "--no-color", "--tail", "40"))
            raise
        finally:
            made.remove()

    def up(self) -> None:
        """Start whatever does not run as the file has it, and wait until all is healthy."""
        self.run("up", "--detach", "--wait", "--wait-timeout", str(UP_SECONDS))

    def remove(self) -> None:
        """Forget the stack, with all it stored."""
        self.run("down", "--volumes", "--remove-orphans", "--timeout", "0")

    def run(self, *words: str) -> str:
        """Run a command of compose; answers what it printed. Raises ``CalledProcessError``."""
        return subprocess.run(
            ("docker", "compose", "--project-name", self.project, "--progress", "plain", *words),
            cwd=self.checkout,
            env={**os.environ, **self._variables, "VERSION": self.version},
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout

    @property
    def _variables(self) -> dict[str, str]:
        ports = {f"OVERSIGHT_PORT_{name.upper()}": str(self.ports[name]) for name in NAMES}
        first, *_, last = (self.ports[name] for name in WORKERS)
        return {**ports, "OVERSIGHT_PORT_INDICATORS": f"{first}-{last}"}

    @cached_property
    def tokens(self) -> dict[str, str]:
        """The bearer tokens by role."""
        found: dict[str, str] = json.loads(self.run("run", "--rm", "setup", "tokens"))
        return found

    def client(self, service: str, role: str) -> httpx.Client:
        """A client of a service in a role."""
        port = self.run("port", service, str(8101 + NAMES.index(service))).strip()
        return httpx.Client(
            base_url=f"http://{port}",
            headers={"Authorization": f"Bearer {self.tokens[role]}"},
            trust_env=False,
            timeout=30,
        )

    def inside(self, service: str, *words: str) -> str:
        """What a command prints inside the first container of a service.

        Not by compose, which reads its files anew each time: this is asked again and again.
        Raises ``CalledProcessError``.
        """
        return subprocess.run(
            ("docker", "exec", f"{self.project}-{service}-1", *words),
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout

    def python(self, service: str, *words: str) -> str:
        """What Python prints inside the container of a service."""
        return self.inside(service, "python", *words)

    def containers(self, service: str) -> list[dict[str, Any]]:
        """What the engine knows of each container of a service, whether it runs or not."""
        lines = self.run("ps", "--all", "--format", "json").splitlines()
        return [each for each in map(json.loads, lines) if each["Service"] == service]

    def scale(self, workers: int) -> None:
        """Have so many containers of the indicators, and wait until each is healthy."""
        words = ("--detach", "--wait", "--no-deps", "--no-recreate")
        self.run("up", *words, "--scale", f"indicators={workers}", "indicators")

    def kill(self, service: str) -> None:
        """SIGKILL its main process: a crash, after which the engine starts it again."""
        for each in self.containers(service):
            pid = required("inspect", "--format", "{{.State.Pid}}", each["Name"])
            os.kill(int(pid), signal.SIGKILL)

    def pause(self, service: str) -> None:
        """Freeze it without its knowing."""
        self.run("pause", service)

    def resume(self, service: str) -> None:
        """Let it go on."""
        self.run("unpause", service)

    def stop(self, service: str) -> list[int]:
        """SIGTERM; answers with which code each of its containers ended."""
        self.run("stop", "--timeout", "60", service)
        return [each["ExitCode"] for each in self.containers(service)]

    def start(self, service: str) -> None:
        """Start it again."""
        self.run("start", service)

    @contextmanager
    def cut(self, service: str) -> Iterator[None]:
        """Take it off each of its networks inside; it is back on them afterwards."""
        (name,) = (each["Name"] for each in self.containers(service))
        networks = json.loads(
            required("inspect", "--format", "{{json .NetworkSettings.Networks}}", name)
        )
        for network in networks:
            required("network", "disconnect", network, name)
        try:
            yield
        finally:
            for network in networks:
                required("network", "connect", "--alias", service, network, name)

    def lacks(self, service: str) -> bool:
        """Whether the service says, asked inside its container, that something is missing."""
        name = f"{self.project}-{service}-1"
        return docker("exec", name, "python", "-m", "oversight_runtime.http.probe").code != 0

    def wait_healthy(self) -> None:
        """Wait until every container is healthy again."""
        assert wait_until(self._healthy, READY_SECONDS, POLL), self._states()

    def _healthy(self) -> bool:
        states = [each for each in self._states() if each[0] in EXPECTED]
        healthy = {name for name, state in states if state.endswith("(healthy)")}
        return healthy >= {*EXPECTED} and all(name in healthy for name, _ in states)

    def _states(self) -> list[tuple[str, str]]:
        """The service and the state of each container, of those that ended too."""
        own = f"label=com.docker.compose.project={self.project}"
        form = '{{.Label "com.docker.compose.service"}}|{{.Status}}'
        lines = required("ps", "--all", "--filter", own, "--format", form).splitlines()
        return [(name, state) for name, _, state in (line.partition("|") for line in lines)]
