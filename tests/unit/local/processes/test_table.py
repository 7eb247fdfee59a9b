"""Processes are told apart for good, and the ended are not taken for running."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from oversight_local.processes.table import Identity, alive, command_line, descendants, find

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


def test_this_process_is_found_below_its_parent() -> None:
    found = find(os.getpid())
    assert found is not None
    assert found in descendants(os.getppid())
    assert alive(found)


def test_another_start_is_another_process() -> None:
    found = find(os.getpid())
    assert found is not None
    assert not alive(replace(found, started="another"))


def test_a_zombie_has_ended() -> None:
    process = subprocess.Popen(SLEEP)
    found = find(process.pid)
    assert found is not None
    assert found in descendants(os.getpid())
    assert "time.sleep" in command_line(process.pid)
    process.kill()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert not alive(found)
    process.wait()
    assert find(process.pid) is None


@pytest.mark.skipif(sys.platform != "linux", reason="asks the Linux kernel")
def test_a_start_is_what_the_kernel_counts_since_the_boot() -> None:
    fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    assert find(os.getpid()) == Identity(os.getpid(), f"{boot}:{fields[19]}")
