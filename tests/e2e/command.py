"""The ``oversight`` command as a person runs it."""

import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner, Result

from oversight_local.cli.main import build_app

OVERSIGHT = Path(sys.executable).with_name("oversight")
COMMAND = build_app()
# What these print is printed by a process of their own.
BY_ANOTHER = ("accept-log", "rebuild", "verify")


def oversight(data: Path, *words: str | Path) -> str:
    """Run a command on the stack in ``data`` and answer what it printed; it must succeed."""
    if words[0] in BY_ANOTHER:
        return program(data, *words)
    done = invoke(data, *words)
    assert done.exit_code == 0, (
        f"oversight {words[0]} ended with {done.exit_code}: {done.exception!r}\n{done.stderr}"
    )
    return done.stdout


def invoke(data: Path, *words: str | Path) -> Result:
    """Run a command in this process: a process of its own takes a second to start each time."""
    return CliRunner().invoke(COMMAND, [*map(str, words), "--data", str(data)])


def program(data: Path, *words: str | Path) -> str:
    """Run the program that is installed; it must succeed."""
    done = subprocess.run(
        [OVERSIGHT, *map(str, words), "--data", str(data)],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, (
        f"oversight {words[0]} ended with {done.returncode}:\n{done.stderr}"
    )
    return done.stdout
