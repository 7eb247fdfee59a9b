"""The archive of the broker's classes, which a JVM maps: its start takes half the work.

Class-data sharing (JEP 310, JEP 350): made once for a Java and its jars, kept beside the jars. A
JVM passes over an archive that does not fit it.
"""

import hashlib
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from oversight_local.data_folder import DataFolder
from oversight_local.processes.log_file import Log
from oversight_local.processes.termination import wait_until
from oversight_local.stack.kafka.jars import exclusive
from oversight_local.stack.kafka.nodes import make_nodes, node_properties
from oversight_local.stack.kafka.runtime import Runtime
from oversight_local.stack.kafka.storage import ensure_storage, write_properties
from oversight_local.stack.ports import answers, choose_ports

START_SECONDS, STOP_SECONDS = 60.0, 60.0


def with_archive(runtime: Runtime, log: Log) -> Runtime:
    """The runtime with its archive, made where there is none; without one where that fails."""
    archive = runtime.jars.with_name(f"{runtime.jars.name}-{_edition(runtime.java)}.jsa")
    if not archive.exists():
        with exclusive(archive.with_name("lock")):
            if not archive.exists():
                _make(runtime, archive, log)
    return replace(runtime, archive=archive) if archive.exists() else runtime


def _edition(java: Path) -> str:
    # Told by its file: to ask it for its version would start a JVM at each start of a broker.
    program = java.resolve()
    state = program.stat()
    told = f"{program} {state.st_size} {state.st_mtime_ns}"
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _make(runtime: Runtime, archive: Path, log: Log) -> None:
    """Run a broker of its own from start to end: what it loads is what is archived."""
    # Under another name until it is whole: a JVM must not map half of it.
    draft = archive.with_suffix(".new")
    ports = choose_ports(0, (), spares=1)
    nodes = make_nodes([ports.kafka], ports.spare)
    with tempfile.TemporaryDirectory() as path, log.open() as output:
        folder = DataFolder(Path(path))
        folder.create()
        ensure_storage(runtime, folder, nodes)
        settings = node_properties(nodes[0], nodes, folder.kafka)
        file = write_properties(folder.kafka / "broker.properties", settings)
        java, *rest = runtime.command("kafka.Kafka", str(file))
        command = (java, f"-XX:ArchiveClassesAtExit={draft}", *rest)
        with subprocess.Popen(command, stdout=output, stderr=output) as broker:
            wait_until(lambda: answers(ports.kafka) or broker.poll() is not None, START_SECONDS)
            broker.terminate()
            try:
                broker.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                broker.kill()
    if draft.exists():
        draft.rename(archive)
