"""What tests run on: ``OVERSIGHT_TEST_BROKER``, which is ``embedded``, ``kafka`` or ``containers``.

In containers are Apache Kafka and PostgreSQL. What a test starts as a stack of processes is not: it
is on Apache Kafka then.
"""

import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

from oversight_local.data_folder import DataFolder
from oversight_local.processes.manager import Processes
from oversight_local.stack.brokers.embedded import embedded_brokers
from oversight_local.stack.brokers.model import Broker, Brokers
from oversight_local.stack.kafka.cluster import kafka_brokers
from oversight_local.stack.kafka.nodes import Node, make_nodes
from oversight_local.stack.kafka.runtime import Runtime, find_runtime
from oversight_local.stack.kafka.storage import Cluster, ensure_storage, new_cluster_id
from oversight_local.stack.ports import choose_ports

VARIABLE = "OVERSIGHT_TEST_BROKER"
CONTAINERS = "containers"
NAME = "broker"


def in_containers() -> bool:
    """Whether brokers and databases are containers."""
    return os.environ.get(VARIABLE) == CONTAINERS


def chosen() -> Broker:
    """The kind of broker that this run is for."""
    if in_containers():
        return Broker.KAFKA
    return Broker(os.environ.get(VARIABLE, Broker.EMBEDDED))


def idempotent() -> bool:
    """Whether that broker takes an idempotent producer."""
    return chosen() is Broker.KAFKA


class OwnBroker(Protocol):
    """One broker of a test's own, which can be stopped, woken and killed."""

    @property
    def servers(self) -> str:
        """Its address for clients."""

    def pause(self) -> None:
        """Stop it without its knowing: connections stay open and nothing answers."""

    def resume(self) -> None:
        """Let it go on."""

    def kill(self) -> None:
        """End it at once: connections are refused."""

    def start(self) -> None:
        """Start it again, and wait until it is ready."""


@dataclass(frozen=True)
class ProcessBroker:
    """A broker that is a process of this machine."""

    servers: str
    processes: Processes
    brokers: Brokers

    def pause(self) -> None:
        """Stop the process without its knowing: connections stay open and nothing answers."""
        self.processes.signal(NAME, signal.SIGSTOP)
        # The signal is on its way; under load the process may well answer one request more.
        os.waitid(os.P_PID, self.processes.pids[NAME], os.WSTOPPED)

    def resume(self) -> None:
        """Let it go on."""
        if NAME in self.processes.pids:
            self.processes.signal(NAME, signal.SIGCONT)

    def kill(self) -> None:
        """End it at once: connections are refused."""
        self.processes.kill(NAME)

    def start(self) -> None:
        """Start it, or start it again, and wait until it is ready."""
        program = self.brokers.recipes[NAME]()
        self.processes.start(program)
        self.processes.wait_ready(program)


class BrokerKit(Protocol):
    """Makes brokers, each with an empty log and a cluster id of its own."""

    def running(self, path: Path, port: int | None = None) -> AbstractContextManager[OwnBroker]:
        """A broker that keeps its files, if any, below ``path``, on ``port`` or a free one."""


class ProcessKit:
    """Makes brokers that are processes.

    Apache Kafka's storage is formatted once, and copied: that saves a JVM for each test.
    """

    def __init__(self, kind: Broker, folder: Path) -> None:
        self._kind = kind
        self._template = DataFolder(folder)

    @contextmanager
    def running(self, path: Path, port: int | None = None) -> Iterator[ProcessBroker]:
        """A broker that keeps its files below ``path``, on ``port`` or a free one."""
        folder = DataFolder(path)
        folder.create()
        processes = Processes(folder, cancelled=lambda: False)
        brokers = self._brokers(folder, port)
        made = ProcessBroker(brokers.servers, processes, brokers)
        try:
            made.start()
            yield made
        finally:
            made.resume()
            processes.stop_all([[NAME]])

    def _brokers(self, folder: DataFolder, port: int | None) -> Brokers:
        ports = choose_ports(0, (), spares=1)
        if self._kind is Broker.EMBEDDED:
            return embedded_brokers(port or ports.kafka)
        nodes = make_nodes([port or ports.kafka], ports.spare)
        shutil.rmtree(folder.kafka, ignore_errors=True)
        self._copy(folder, nodes)
        return kafka_brokers(self._runtime, folder, nodes)

    @cached_property
    def _runtime(self) -> Runtime:
        self._template.create()
        return find_runtime(self._template)

    def _copy(self, folder: DataFolder, nodes: tuple[Node, ...]) -> None:
        ensure_storage(self._runtime, self._template, nodes)
        shutil.copytree(self._template.kafka, folder.kafka)
        names = folder.kafka / "cluster.json", folder.kafka / "node-1" / "meta.properties"
        before = Cluster.model_validate_json(names[0].read_bytes()).cluster_id
        after = new_cluster_id()
        for name in names:
            name.write_text(name.read_text().replace(before, after))
