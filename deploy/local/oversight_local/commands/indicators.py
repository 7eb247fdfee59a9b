"""The commands that the indicators service brings, run with the settings of a stack."""

import os
import subprocess
import sys
from typing import Any

import orjson

from oversight_local.stack_file import StackFile


def ask_indicators(stack: StackFile, *words: str) -> tuple[int, dict[str, Any]]:
    """Run ``python -m oversight_indicators`` with these words; its progress goes to the terminal.

    Answers its exit code and the JSON object it printed, which is empty where it printed none.
    """
    command = (sys.executable, "-m", "oversight_indicators", *words, "--json")
    # It listens nowhere, but its settings ask for a port.
    environment = {**os.environ, **stack.environment, "OVERSIGHT_PORT": "1"}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=False)
    return done.returncode, orjson.loads(done.stdout) if done.stdout.strip() else {}
