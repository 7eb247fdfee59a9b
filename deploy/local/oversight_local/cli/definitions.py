"""``oversight definitions``: is what the analysts wrote sound, and what does it say."""

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import typer

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_contracts.definitions.yaml_source import BrokenDefinitions
from oversight_local.checkout import find_definitions
from oversight_local.explain.indicator import explanation
from oversight_local.explain.inventory import inventory
from oversight_local.failure import Failure

Folder = Annotated[
    Path | None,
    typer.Option(
        "--definitions",
        metavar="DIR",
        help="The folder of definitions; the checkout's if not said.",
    ),
]


def check(folder: Folder = None) -> None:
    """Name every fault in the definitions by file, line and field; needs no running stack."""
    for line in inventory(load_definitions(folder, trying=True)):
        typer.echo(line)


def explain(
    indicator: Annotated[str, typer.Argument(metavar="ID", help="Such as crime.knife-rate.")],
    folder: Folder = None,
) -> None:
    """Say what an indicator counts, with records that count and records that do not."""
    catalogue = load_definitions(folder)
    if indicator not in catalogue.indicators:
        near = get_close_matches(indicator, catalogue.indicators, n=3)
        hint = f"; near it are {', '.join(near)}" if near else ""
        raise Failure(f"there is no indicator {indicator}{hint}")
    for line in explanation(catalogue, catalogue.indicators[indicator]):
        typer.echo(line)


def load_definitions(folder: Path | None, *, trying: bool = False) -> Catalogue:
    """The catalogue of a folder, or of the checkout. Raises ``Failure`` with every fault."""
    found = find_definitions(folder)
    try:
        return load_catalogue(found, trying=trying)
    except BrokenDefinitions as broken:
        count = len(broken.faults)
        faults = "1 fault" if count == 1 else f"{count} faults"
        raise Failure(f"{faults} in {found}", [str(each) for each in broken.faults]) from broken
    except FileNotFoundError as missing:
        raise Failure(f"there is no {Path(missing.filename).name} in {found}") from missing


COMMANDS: Mapping[str, Callable[..., None]] = {"check": check, "explain": explain}
