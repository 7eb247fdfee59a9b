"""The broker a run stands on: one kind for all that is compared."""

import re
from pathlib import Path

from rich.console import Console

from oversight_local.checkout import find_folder
from oversight_local.data_folder import DataFolder
from oversight_local.failure import Failure
from oversight_local.stack.brokers.model import Broker
from oversight_local.stack.kafka.runtime import find_runtime


def choose_broker(path: Path, console: Console) -> Broker:
    """Apache Kafka where it is there or can be fetched, else the embedded broker."""
    folder = DataFolder(path / "kafka")
    folder.create()
    try:
        find_runtime(folder)
    except Failure as failure:
        console.print(f"on the embedded broker, since: {failure}", highlight=False)
        return Broker.EMBEDDED
    return Broker.KAFKA


def described(kind: Broker) -> str:
    """``kind`` in words, with what it flushes."""
    if kind is Broker.EMBEDDED:
        return "embedded, in memory"
    return f"Apache Kafka {_kafka_version()}, one node, every record flushed to disk"


def _kafka_version() -> str:
    jars = (find_folder("deploy", "kafka") / "jars.sha256").read_text()
    found = re.search(r"kafka_[\d.]+-([\d.]+)\.jar", jars)
    return found[1] if found else ""
