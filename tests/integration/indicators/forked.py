"""The service in a process forked from one that has imported it: a start costs no imports.

``python -m oversight_indicators`` takes two seconds to import what it needs, and these tests start
it more than a hundred times. tests/e2e and tests/faults start it as it is.
"""

import asyncio
import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from oversight_indicators.__main__ import main

_FORKING = multiprocessing.get_context("forkserver")
# The last works out the hash of the contract, which every start would.
_FORKING.set_forkserver_preload(
    [
        "oversight_indicators.__main__",
        "oversight_indicators.app",
        "tests.integration.indicators.warm",
    ]
)


class Forked:
    """A process as asyncio's own are used, with what it prints in files."""

    def __init__(
        self, words: Sequence[str], environment: Mapping[str, str], out: Path, errors: Path
    ) -> None:
        self._out = out
        self._process = _FORKING.Process(
            target=_run, args=(words, dict(environment), out, errors), daemon=True
        )
        self._process.start()

    @property
    def pid(self) -> int:
        """Its number."""
        assert self._process.pid is not None
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """The exit code; minus the signal where one ended it; None while it runs."""
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        """Send a signal."""
        os.kill(self.pid, number)

    async def wait(self) -> int:
        """Wait until it has ended; answers the exit code."""
        ended = asyncio.Event()
        loop = asyncio.get_running_loop()
        loop.add_reader(self._process.sentinel, ended.set)
        try:
            await ended.wait()
        finally:
            loop.remove_reader(self._process.sentinel)
        self._process.join()
        assert self._process.exitcode is not None
        return self._process.exitcode

    async def communicate(self) -> str:
        """Wait until it has ended; answers what it printed."""
        await self.wait()
        return self._out.read_text()


def _run(words: Sequence[str], environment: Mapping[str, str], out: Path, errors: Path) -> None:
    os.environ.clear()
    os.environ.update(environment)
    for path, number in ((out, 1), (errors, 2)):
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(file, number)
        os.close(file)
    code = main(words)
    sys.stdout.flush()
    sys.exit(code)
