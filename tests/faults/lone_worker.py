"""A worker that the test starts itself, since it is told something else than the stack's."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.faults.stand import Stand

from oversight_local.processes.termination import wait_until
from oversight_local.stack.ports import choose_ports
from oversight_local.stack.services import readiness, service_url

START_SECONDS = 60.0
STOP_SECONDS = 30.0


@contextmanager
def lone_worker(stand: Stand, settings: dict[str, str]) -> Iterator[None]:
    """In place of the stack's own worker, for as long as the block runs."""
    stack = stand.stack
    port = choose_ports(0, ("lone",)).services["lone"]
    environment = os.environ | stack.file.environment | settings | {"OVERSIGHT_PORT": str(port)}
    stack.kill("indicators")
    with (stack.file.data / "logs" / "lone.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "oversight_indicators"], env=environment, stdout=log, stderr=log
        )
    try:
        ready = wait_until(lambda: readiness(service_url(port)) is None, START_SECONDS)
        assert ready, readiness(service_url(port))
        yield
        assert process.poll() is None, f"the worker ended with {process.returncode}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(STOP_SECONDS)
        stack.restart("indicators")
