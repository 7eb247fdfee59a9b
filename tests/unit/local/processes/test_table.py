import os
import subprocess
import sys
from dataclasses import replace

from oversight_local.processes.table import alive, command_line, descendants, find

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


def test_this_process_is_found_below_its_parent() -> None:
    entry = find(os.getpid())
    assert entry is not None
    assert entry.parent == os.getppid()
    assert alive(entry.identity)


def test_another_start_is_another_process() -> None:
    entry = find(os.getpid())
    assert entry is not None
    assert not alive(replace(entry.identity, started="another"))


def test_a_process_that_nobody_has_waited_for_has_ended() -> None:
    process = subprocess.Popen(SLEEP)
    entry = find(process.pid)
    assert entry is not None
    assert entry.identity in descendants(os.getpid())
    assert "time.sleep" in command_line(process.pid)
    process.kill()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert not alive(entry.identity)
    process.wait()
    assert find(process.pid) is None
