"""The commands that the indicators service brings, run with the settings of a stack."""

import os
import subprocess
import sys
from typing import Any

import orjson

from oversight_local.stack.stack_file import StackFile


def ask_indicators(stack: StackFile, *words: str) -> tuple[int, dict[str, Any]]:
    """Run ``python -m oversight_indicators`` with these words; its progress goes to the terminal.

    Answers its exit code and the JSON object it printed, which is empty where it printed none.
    """
    done = _run(stack, *words, "--json", stdout=subprocess.PIPE)
    return done.returncode, orjson.loads(done.stdout) if done.stdout.strip() else {}


def run_indicators(stack: StackFile, *words: str) -> int:
    """Run it with what it prints for people; answers its exit code."""
    return _run(stack, *words).returncode


def run_verify(stack: StackFile) -> int:
    """Recompute every total from the stored records; answers 0 where none differs."""
    return run_indicators(stack, "verify")


def _run(
    stack: StackFile, *words: str, stdout: int | None = None
) -> subprocess.CompletedProcess[bytes]:
    command = (sys.executable, "-m", "oversight_indicators", *words)
    # It listens nowhere, but its settings ask for a port.
    environment = {**os.environ, **stack.environment, "OVERSIGHT_PORT": "1"}
    return subprocess.run(command, env=environment, stdout=stdout, check=False)
