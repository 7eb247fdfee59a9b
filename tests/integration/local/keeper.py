"""Keeps a stack of stand-ins until it is killed: ``python -m`` with the data folder."""

import sys
from pathlib import Path

from tests.integration.local.standins import HERE, SERVICES

from oversight_local.processes.signals import Interruption
from oversight_local.stack.stack import Stack


def main(data: Path) -> None:
    """Start, and watch until a signal asks to end."""
    with (
        Interruption.listen() as interruption,
        Stack.start(
            data, port_base=0, services=SERVICES, definitions=HERE, cancelled=interruption
        ) as stack,
    ):
        stack.watch(until=interruption)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
