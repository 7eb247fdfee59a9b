"""``oversight accept-log``: count on in a log that lost records or was replaced."""

import sys

from oversight_local.brokers import Broker
from oversight_local.commands.indicators import run_indicators
from oversight_local.commands.options import DEFAULT_DATA, Data
from oversight_local.folder import DataFolder
from oversight_local.kafka.storage import kept_cluster
from oversight_local.stack import Stack
from oversight_local.stack_file import StackFile, find_running


def accept_log(data: Data = DEFAULT_DATA) -> None:
    """Count on in a log that lost records or was replaced, and say where.

    For when indicators stops and names offsets that are missing. What is gone from the log has to
    come from the feeds again; what comes twice counts once.
    """
    running = find_running(data)
    if running is not None:
        _accept(running)
        return
    # Without the services, of which one would not start.
    brokers = kept_cluster(DataFolder(data)).brokers
    with Stack.start(data, port_base=0, services=(), broker=Broker.KAFKA, brokers=brokers) as stack:
        _accept(stack.file)


def _accept(stack: StackFile) -> None:
    code = run_indicators(stack, "accept-log")
    if code:
        sys.exit(code)
