"""A stack whose services are stand-ins."""

import sys
from pathlib import Path

from oversight_local.stack.services import Service
from oversight_local.stack.stack import Stack

HERE = Path(__file__).parent
CHECKOUT = HERE.parents[2]
STANDIN = (sys.executable, str(HERE / "standin.py"))
SERVICES = (Service("ingest", STANDIN), Service("reporting", STANDIN))


def start(data: Path, services: tuple[Service, ...] = SERVICES) -> Stack:
    return Stack.start(data, port_base=0, services=services, definitions=HERE)
