"""The storage of a cluster: its id, and a formatted folder for each node."""

import base64
import shutil
import subprocess
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ValidationError

from oversight_local.data_folder import DataFolder
from oversight_local.failure import Failure
from oversight_local.processes.log_file import Log
from oversight_local.stack.kafka.nodes import Node, node_properties
from oversight_local.stack.kafka.runtime import Runtime


class Cluster(BaseModel):
    """The content of ``cluster.json``: what stays for as long as the data is stored."""

    cluster_id: str
    brokers: int


def ensure_storage(runtime: Runtime, folder: DataFolder, nodes: Sequence[Node]) -> None:
    """Make a cluster's storage where there is none. Raises ``Failure`` for one of another size."""
    if not folder.kafka.exists():
        _make(runtime, folder, nodes)
    stored = stored_cluster(folder)
    if stored.brokers != len(nodes):
        raise Failure(
            f"{folder.kafka} holds a cluster of {stored.brokers}; "
            f"use --brokers {stored.brokers}, or another folder"
        )


def stored_cluster(folder: DataFolder) -> Cluster:
    """The cluster whose storage ``folder`` has. Raises ``Failure`` where there is none."""
    try:
        return Cluster.model_validate_json((folder.kafka / "cluster.json").read_bytes())
    except (OSError, ValidationError) as error:
        raise Failure(f"{folder.kafka} does not hold a cluster of Apache Kafka") from error


def write_properties(path: Path, settings: Mapping[str, str]) -> Path:
    """Write a Java properties file."""
    path.write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
    return path


def new_cluster_id() -> str:
    """A cluster id in Kafka's form: a UUID as 22 characters, none a dash at the start."""
    while (text := _encoded(uuid.uuid4())).startswith("-"):
        continue
    return text


def _encoded(id_: uuid.UUID) -> str:
    return base64.urlsafe_b64encode(id_.bytes).decode().rstrip("=")


def _make(runtime: Runtime, folder: DataFolder, nodes: Sequence[Node]) -> None:
    # Under another name until it is whole: what is interrupted is made again.
    draft = folder.kafka.with_name("kafka.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    log = Log(folder.logs, "kafka-format")
    log.begin()
    cluster = Cluster(cluster_id=new_cluster_id(), brokers=len(nodes))
    for node in nodes:
        settings = node_properties(node, nodes, draft)
        file = write_properties(draft / "format.properties", settings)
        _format(runtime, cluster.cluster_id, file, log)
    (draft / "cluster.json").write_text(cluster.model_dump_json(indent=2))
    draft.rename(folder.kafka)


def _format(runtime: Runtime, cluster_id: str, settings: Path, log: Log) -> None:
    words = ("format", "--cluster-id", cluster_id, "--config", str(settings))
    with log.open() as file:
        done = subprocess.run(
            runtime.command("kafka.tools.StorageTool", *words), stdout=file, stderr=file
        )
    if done.returncode != 0:
        raise Failure(f"Kafka's storage could not be made; its log is {log.path}", log.tail())
