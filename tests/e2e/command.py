"""The ``oversight`` command as a person runs it."""

import subprocess
import sys
from pathlib import Path

OVERSIGHT = Path(sys.executable).with_name("oversight")


def oversight(data: Path, *words: str | Path) -> str:
    """Run a command on the stack in ``data`` and answer what it printed; it must succeed."""
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
