"""Options that more than one command takes."""

from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[
    Path, typer.Option("--data", metavar="DIR", help="The folder that holds the stack's data.")
]
DEFAULT_DATA = Path(".oversight")
