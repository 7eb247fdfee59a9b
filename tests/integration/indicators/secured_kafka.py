"""A broker with a second listener, on which clients say who they are (SCRAM) over TLS."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.certificates import write_certificates

from oversight_local.data_folder import DataFolder
from oversight_local.processes.manager import Processes
from oversight_local.processes.program import Program
from oversight_local.stack.kafka.nodes import Node, make_nodes, node_properties
from oversight_local.stack.kafka.runtime import Runtime, find_runtime
from oversight_local.stack.kafka.storage import new_cluster_id, write_properties
from oversight_local.stack.ports import answers, choose_ports

USER, PASSWORD = "indicators", "s3cret"
SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule required;"


@dataclass(frozen=True)
class SecuredKafka:
    """Bootstrap servers of both listeners, and the file of the authority that TLS trusts."""

    plain: str
    secured: str
    authority: Path


@contextmanager
def secured_kafka(path: Path) -> Iterator[SecuredKafka]:
    """A node of Apache Kafka that knows one user."""
    folder = DataFolder(path)
    folder.create()
    ports = choose_ports(0, ("secured",), spares=1)
    (node,) = make_nodes([ports.kafka], ports.spare)
    secured = f"localhost:{ports.services['secured']}"
    runtime = find_runtime(folder)
    settings = node_properties(node, [node], folder.kafka) | _listener(node, secured, path)
    folder.kafka.mkdir()
    file = write_properties(folder.kafka / "broker.properties", settings)
    _format(runtime, file)
    processes = Processes(folder, cancelled=lambda: False)
    program = Program(
        name="broker",
        title="Apache Kafka",
        command=runtime.command("kafka.Kafka", str(file)),
        probe=partial(_probe, node.port),
        start_seconds=60,
    )
    try:
        processes.start(program)
        processes.wait_ready(program)
        yield SecuredKafka(node.address, secured, path / "ca.pem")
    finally:
        processes.stop_all([["broker"]])


def _listener(node: Node, secured: str, folder: Path) -> dict[str, str]:
    write_certificates(folder, "localhost")
    protocols = "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURED:SASL_SSL"
    return {
        "listeners": f"BROKER://{node.address},CONTROLLER://{node.controller},SECURED://{secured}",
        "advertised.listeners": f"BROKER://{node.address},SECURED://{secured}",
        "listener.security.protocol.map": protocols,
        "sasl.enabled.mechanisms": "SCRAM-SHA-512",
        "listener.name.secured.scram-sha-512.sasl.jaas.config": SCRAM,
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": str(folder / "broker.pem"),
    }


def _format(runtime: Runtime, file: Path) -> None:
    user = f"SCRAM-SHA-512=[name={USER},password={PASSWORD}]"
    words = ("format", "--cluster-id", new_cluster_id(), "--config", str(file))
    subprocess.run(
        runtime.command("kafka.tools.StorageTool", *words, "--add-scram", user), check=True
    )


def _probe(port: int) -> str | None:
    return None if answers(port) else "it does not accept connections"
