"""``oversight verify``: recompute every total from the stored records."""

import os
import subprocess
import sys

from oversight_local.commands.options import DEFAULT_DATA, Data
from oversight_local.stack_file import StackFile, load_stack


def verify(data: Data = DEFAULT_DATA) -> None:
    """Recompute every total from the stored records and name those that differ.

    Ends with the exit code of the recomputation: 0 where none differs.
    """
    code = run_verify(load_stack(data))
    if code:
        sys.exit(code)


def run_verify(stack: StackFile) -> int:
    """Run it with the settings of the stack's own services; answers its exit code."""
    command = (sys.executable, "-m", "oversight_indicators", "verify")
    port = stack.url("indicators").rpartition(":")[2]
    environment = {**os.environ, **stack.environment, "OVERSIGHT_PORT": port}
    return subprocess.run(command, env=environment, check=False).returncode
