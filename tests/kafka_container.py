"""Brokers of Apache Kafka in containers, paused and killed by the engine's own means."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from testcontainers.community.kafka import KafkaContainer
from testcontainers.core.network import Network

from oversight_local.processes.termination import wait_until
from oversight_local.stack.kafka.nodes import LOCAL
from oversight_local.stack.kafka.storage import new_cluster_id
from oversight_local.stack.ports import HOST, choose_ports

IMAGE = "confluentinc/cp-kafka:8.3.0"
STARTED = b"Kafka Server started"
START_SECONDS = 60
# What it publishes is reached from this machine alone.
ON_THIS_MACHINE = {"com.docker.network.bridge.host_binding_ipv4": HOST}
SETTINGS = {
    **LOCAL,
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "log.flush.interval.messages": "1",
}
# As quick to start, and as small, as a stack of processes has it.
JAVA = {
    "KAFKA_HEAP_OPTS": "-Xms64m -Xmx512m",
    "KAFKA_JVM_PERFORMANCE_OPTS": "-XX:+UseSerialGC -XX:TieredStopAtLevel=1",
}


class KafkaHere(KafkaContainer):
    """A container of Kafka that tells its clients of this machine's own address."""

    def get_container_host_ip(self) -> str:
        """That address, and not the network's, where nothing is published."""
        return HOST


@dataclass(frozen=True)
class ContainerBroker:
    """A broker that is a container."""

    servers: str
    container: KafkaContainer

    def pause(self) -> None:
        """Freeze it without its knowing: connections stay open and nothing answers."""
        self.container.get_wrapped_container().pause()

    def resume(self) -> None:
        """Let it go on."""
        container = self.container.get_wrapped_container()
        container.reload()
        if container.status == "paused":
            container.unpause()

    def kill(self) -> None:
        """End it at once: connections are refused."""
        self.container.get_wrapped_container().kill()

    def start(self) -> None:
        """Start it again, and wait until it is ready."""
        container = self.container.get_wrapped_container()
        before = container.logs().count(STARTED)
        container.start()
        assert wait_until(lambda: container.logs().count(STARTED) > before, START_SECONDS)


@dataclass(frozen=True)
class ContainerKit:
    """Makes brokers that are containers of one network."""

    network: Network

    @classmethod
    @contextmanager
    def ready(cls) -> Iterator["ContainerKit"]:
        """A kit whose network is there for as long."""
        with Network(docker_network_kw={"options": ON_THIS_MACHINE}) as network:
            yield cls(network)

    @contextmanager
    def running(self, path: Path, port: int | None = None) -> Iterator[ContainerBroker]:
        """A broker on ``port`` or a free one; its files are the container's."""
        chosen = port or choose_ports(0, ()).kafka
        container = KafkaHere(IMAGE).with_kraft().with_cluster_id(new_cluster_id())
        container.with_network(self.network).with_network_aliases(f"kafka-{chosen}")
        # It comes back on the port that it tells its clients of.
        container.with_bind_ports(container.port, chosen)
        container.with_envs(**JAVA, **{_variable(name): each for name, each in SETTINGS.items()})
        try:
            container.start(START_SECONDS)
            yield ContainerBroker(f"{HOST}:{chosen}", container)
        finally:
            container.stop()


def _variable(name: str) -> str:
    """A setting of Kafka as the image takes it."""
    return "KAFKA_" + name.upper().replace(".", "_")
