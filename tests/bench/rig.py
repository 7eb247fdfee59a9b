"""What the contenders stand on: brokers, one PostgreSQL and the services, as a stack runs them."""

import functools
import os
import shutil
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import orjson
import psycopg
from tests.bench.task import CHECKOUT, Settings
from tests.brokers import NAME, ProcessBroker, ProcessKit

from oversight_local.checkout import find_definitions
from oversight_local.data_folder import DataFolder, write_private
from oversight_local.processes.manager import Processes
from oversight_local.processes.program import Program
from oversight_local.stack.brokers.embedded import embedded_brokers
from oversight_local.stack.brokers.model import Broker
from oversight_local.stack.database_roles import database_url
from oversight_local.stack.plan import StackPlan
from oversight_local.stack.ports import answers, choose_ports
from oversight_local.stack.postgres import postgres_program
from oversight_local.stack.services import Service, service_program

POSTGRES = "postgres"


class Rig:
    """Made with ``running``; whatever it starts ends with it."""

    def __init__(self, folder: DataFolder, processes: Processes, kind: Broker) -> None:
        self.kind = kind
        self._folder = folder
        self._processes = processes
        self._kit = ProcessKit(kind, folder.path / "storage")
        self._brokers: dict[str, ProcessBroker] = {}
        ports = choose_ports(0, ())
        self.definitions = find_definitions(None)
        self._plan = StackPlan(folder, ports, (), self.definitions, embedded_brokers(ports.kafka))
        self._url = database_url(folder, ports.postgres)
        tokens = self._plan.tokens.token_file().model_dump_json()
        write_private(folder.tokens, tokens.encode())
        self._start(postgres_program(folder, ports.postgres))

    @classmethod
    @contextmanager
    def running(cls, path: Path, kind: Broker) -> Iterator["Rig"]:
        """A rig whose files are under ``path``, with brokers of one kind."""
        folder = DataFolder(path)
        folder.create()
        processes = Processes(folder, cancelled=lambda: False)
        try:
            yield cls(folder, processes, kind)
        finally:
            others = [name for name in processes.pids if name != POSTGRES]
            processes.stop_all([[POSTGRES], others])

    @property
    def token(self) -> str:
        """A feed's bearer token."""
        return next(each for role, each in self._plan.tokens.by_role.items() if role == "feed")

    @contextmanager
    def broker(self) -> Iterator[str]:
        """An empty broker; answers its bootstrap servers."""
        folder = self._folder.path / f"broker-{uuid.uuid4().hex}"
        with self._kit.running(folder) as own:
            self._brokers[own.servers] = own
            try:
                yield own.servers
            finally:
                del self._brokers[own.servers]
        shutil.rmtree(folder)

    @contextmanager
    def database(self) -> Iterator[str]:
        """An empty database; answers its URL."""
        name = f"bench_{uuid.uuid4().hex}"
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(_identifier(name)))
            yield urlunsplit(urlsplit(self._url)._replace(path=f"/{name}"))
            connection.execute(
                psycopg.sql.SQL("DROP DATABASE {} WITH (FORCE)").format(_identifier(name))
            )

    @contextmanager
    def service(
        self, name: str, servers: str, database: str = "", *, wait: bool = True, number: int = 1
    ) -> Iterator[int]:
        """A service on the broker ``servers``, ready unless not to ``wait``; answers its port.

        ``number`` tells several of a name apart: the second process is ``indicators-2``.
        """
        port = choose_ports(0, (name,)).services[name]
        broker = self._brokers[servers].brokers.environment()
        command = (sys.executable, "-m", f"oversight_{name}")
        told = {**broker, "OVERSIGHT_DATABASE_URL": database}
        environment = {**self._plan.environment(), **told}
        program = service_program(Service(name, command), port, environment)
        program = replace(program, name=numbered(name, number))
        with self._running(program, wait=wait):
            yield port

    @contextmanager
    def endpoint(self, module: str, settings: Settings) -> Iterator[int]:
        """A module of this package that serves on the port it is given; answers the port."""
        port = choose_ports(0, ()).kafka
        words = orjson.dumps({**settings, "port": port}).decode()
        program = Program(
            name=module,
            title=module,
            command=(sys.executable, "-m", f"tests.bench.{module}", words),
            probe=functools.partial(_probe, port),
            environment={"PYTHONPATH": os.pathsep.join((str(CHECKOUT), *sys.path[1:]))},
        )
        with self._running(program):
            yield port

    def check(self) -> None:
        """Raise ``Failure`` where a process has died."""
        for each in (self._processes, *(own.processes for own in self._brokers.values())):
            each.check()

    def pids(self, servers: str = "", **names: str) -> dict[str, int]:
        """Processes by other names (``service="ingest"``), and the broker at ``servers``."""
        found = {shown: self._processes.pids[name] for shown, name in names.items()}
        broker = self._brokers.get(servers)
        return {"broker": broker.processes.pids[NAME], **found} if broker else found

    def environment(self, database: str) -> dict[str, str]:
        """What a command of a service reads; it needs no broker."""
        told = {"OVERSIGHT_DATABASE_URL": database, "OVERSIGHT_PORT": "1"}
        return {**os.environ, **self._plan.environment(), **told}

    @contextmanager
    def _running(self, program: Program, *, wait: bool = True) -> Iterator[None]:
        self._start(program, wait=wait)
        try:
            yield
        finally:
            self._processes.stop([program.name])

    def _start(self, program: Program, *, wait: bool = True) -> None:
        self._processes.start(program)
        if wait:
            self._processes.wait_ready(program)


def numbered(name: str, number: int) -> str:
    """The name of the process of the ``number``th service of a name."""
    return name if number == 1 else f"{name}-{number}"


def _identifier(name: str) -> psycopg.sql.Identifier:
    return psycopg.sql.Identifier(name)


def _probe(port: int) -> str | None:
    return None if answers(port) else "it does not accept connections"
