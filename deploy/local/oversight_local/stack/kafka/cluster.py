"""Apache Kafka as the brokers of a stack."""

import functools
from collections.abc import Sequence
from pathlib import Path

from oversight_local.data_folder import DataFolder
from oversight_local.processes.log_file import Log
from oversight_local.processes.program import Program
from oversight_local.stack.brokers.model import Broker, Brokers
from oversight_local.stack.kafka.class_archive import with_archive
from oversight_local.stack.kafka.nodes import Node, node_properties
from oversight_local.stack.kafka.runtime import Runtime
from oversight_local.stack.kafka.storage import ensure_storage, write_properties
from oversight_local.stack.ports import answers


def kafka_brokers(runtime: Runtime, folder: DataFolder, nodes: Sequence[Node]) -> Brokers:
    """The brokers of a cluster on the folder's storage, made first where there is none.

    One node is named ``broker``, three ``broker-1`` to ``broker-3``. Raises ``Failure``.
    """
    runtime = with_archive(runtime, Log(folder.logs, "kafka-classes"))
    ensure_storage(runtime, folder, nodes)
    return Brokers(
        kind=Broker.KAFKA,
        servers=",".join(node.address for node in nodes),
        recipes={
            _name(node, nodes): functools.partial(_program, runtime, folder.kafka, node, nodes)
            for node in nodes
        },
        replication=len(nodes),
        idempotent=True,
        named_members=True,
    )


def _program(runtime: Runtime, storage: Path, node: Node, nodes: Sequence[Node]) -> Program:
    name = _name(node, nodes)
    settings = node_properties(node, nodes, storage)
    file = write_properties(storage / f"{name}.properties", settings)
    return Program(
        name=name,
        title="Apache Kafka" if len(nodes) == 1 else f"Apache Kafka, {name}",
        command=runtime.command("kafka.Kafka", str(file)),
        probe=functools.partial(_probe, node.port),
        start_seconds=60,
        stop_seconds=20,
    )


def _name(node: Node, nodes: Sequence[Node]) -> str:
    return "broker" if len(nodes) == 1 else f"broker-{node.number}"


def _probe(port: int) -> str | None:
    # It begins to listen last, when the controllers have let it in.
    return None if answers(port) else "it does not accept connections"
