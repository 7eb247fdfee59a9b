"""``oversight rebuild``: derive all totals from the stored records under the definitions of now."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from oversight_local.commands.options import DEFAULT_DATA, Data
from oversight_local.stack import Stack


def rebuild(
    data: Data = DEFAULT_DATA,
    definitions: Annotated[
        Path | None,
        typer.Option(help="Folder of indicators, rules and areas, where not the checkout's."),
    ] = None,
) -> None:
    """Count the stored records again after a changed definition, area or target.

    The stack must not be running: end it first, and start it again afterwards. The records stay as
    they are; their totals get a new generation, and nobody is mailed for it.
    """
    # PostgreSQL alone: the services would refuse to start under other definitions.
    with Stack.start(data, port_base=0, services=(), definitions=definitions) as stack:
        environment = {**os.environ, **stack.file.environment, "OVERSIGHT_PORT": "1"}
        command = (sys.executable, "-m", "oversight_indicators", "rebuild")
        code = subprocess.run(command, env=environment, check=False).returncode
    if code:
        sys.exit(code)
