"""The nodes of a cluster, each broker and controller in one, and their settings."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from oversight_local.stack.ports import HOST

SIZES = (1, 3)
# Fewer than Kafka's own 50, which a local cluster would open files for in vain.
INTERNAL_PARTITIONS = 3


@dataclass(frozen=True)
class Node:
    """A node of the cluster. ``number`` counts from 1; clients use ``port``, nodes both ports."""

    number: int
    port: int
    controller_port: int

    @property
    def address(self) -> str:
        """The address for clients."""
        return f"{HOST}:{self.port}"

    @property
    def controller(self) -> str:
        """The address of its controller for the other nodes."""
        return f"{HOST}:{self.controller_port}"

    def log_folder(self, storage: Path) -> Path:
        """The folder of its part of the log."""
        return storage / f"node-{self.number}"


def make_nodes(ports: Sequence[int], controller_ports: Sequence[int]) -> tuple[Node, ...]:
    """A node for each pair of ports."""
    pairs = zip(ports, controller_ports, strict=True)
    return tuple(Node(number, *pair) for number, pair in enumerate(pairs, 1))


def node_properties(node: Node, nodes: Sequence[Node], storage: Path) -> dict[str, str]:
    """The properties of ``node``. Ports may differ at each start, so voters are in full."""
    voters = ",".join(f"{each.number}@{each.controller}" for each in nodes)
    return {
        "process.roles": "broker,controller",
        "node.id": str(node.number),
        "controller.quorum.voters": voters,
        "listeners": f"BROKER://{node.address},CONTROLLER://{node.controller}",
        "advertised.listeners": f"BROKER://{node.address}",
        "listener.security.protocol.map": "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "inter.broker.listener.name": "BROKER",
        "controller.listener.names": "CONTROLLER",
        "log.dirs": str(node.log_folder(storage)),
        **_durability(len(nodes)),
        **LOCAL,
    }


def _durability(size: int) -> dict[str, str]:
    copies, in_sync = str(size), str(max(1, size - 1))
    settings = {
        "default.replication.factor": copies,
        "min.insync.replicas": in_sync,
        "offsets.topic.replication.factor": copies,
        "transaction.state.log.replication.factor": copies,
        "transaction.state.log.min.isr": in_sync,
    }
    # Alone, a node acknowledges what is on its disk: no other has it when the power fails.
    return settings if size > 1 else {**settings, "log.flush.interval.messages": "1"}


LOCAL = {
    # Topics are made to their table, or not at all.
    "auto.create.topics.enable": "false",
    "offsets.topic.num.partitions": str(INTERNAL_PARTITIONS),
    "transaction.state.log.num.partitions": str(INTERNAL_PARTITIONS),
    "group.initial.rebalance.delay.ms": "0",
    # A worker that was killed is missed after 2 s where it asks for that.
    "group.min.session.timeout.ms": "1000",
    # A broker that was killed is missed after 6 s instead of 9.
    "broker.session.timeout.ms": "6000",
    "broker.heartbeat.interval.ms": "1000",
    # And one that is frozen holds up the others for this long instead of 30 s.
    "controller.socket.timeout.ms": "5000",
    "replica.socket.timeout.ms": "5000",
    # Of 128 MB Kafka would take at the start.
    "log.cleaner.dedupe.buffer.size": str(16 * 1024 * 1024),
    "num.network.threads": "2",
    "num.io.threads": "4",
}
