"""Options that more than one command takes."""

from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[
    Path, typer.Option("--data", metavar="DIR", help="The folder that holds the stack's data.")
]
DEFAULT_DATA = Path(".oversight")
At = Annotated[
    Path | None,
    typer.Option(
        "--stack",
        metavar="compose|FILE",
        envvar="OVERSIGHT_STACK",
        help="Where the stack is, if not on DIR: `compose` is that of docker compose, FILE one of "
        "addresses. DIR is then for what the command writes.",
    ),
]
