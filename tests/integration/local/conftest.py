"""Stacks of stand-ins: one in this process, one in a process that can be killed."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.integration.local.standins import CHECKOUT, start

from oversight_local.data_folder import DataFolder
from oversight_local.processes.termination import take_down, wait_until
from oversight_local.stack.stack import Stack


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with start(tmp_path_factory.mktemp("stack")) as running:
        yield running


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A stack in a process of its own, ready, on ``tmp_path``."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.integration.local.keeper", str(tmp_path)], cwd=CHECKOUT
    )
    folder = DataFolder(tmp_path)
    assert wait_until(lambda: folder.stack.exists() or process.poll() is not None, 60)
    assert process.poll() is None
    yield process
    process.kill()
    process.wait()
    take_down(folder)
