"""``oversight force``: the police forces that ship, and adding one to the definitions."""

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_local.checkout import find_definitions
from oversight_local.cli.operations import count_again, require_own_folder
from oversight_local.cli.options import DEFAULT_DATA, At, Data
from oversight_local.client.restart import restart_services
from oversight_local.client.settle import PROJECTIONS
from oversight_local.data_folder import DataFolder
from oversight_local.failure import Failure
from oversight_local.forces.addition import Addition, add_to_definitions, addition
from oversight_local.forces.counted import counted_by
from oversight_local.forces.shipped import ShippedForce, shipped_forces
from oversight_local.load.places import definitions_in
from oversight_local.stack.running import find_running
from oversight_local.stack.stack_file import StackFile

Definitions = Annotated[
    Path | None,
    typer.Option(
        "--definitions",
        metavar="DIR",
        help="Folder of definitions, where not the checkout's. A running stack has its own.",
    ),
]


def show(definitions: Definitions = None, data: Data = DEFAULT_DATA, at: At = None) -> None:
    """List the police forces of England and Wales, and which of them are counted."""
    folder = _folder(find_running(data, at), definitions)
    catalogue = definitions_in(folder)
    table = Table("force", "authorities", "residents 2011", "2021", "", box=None)
    for column in table.columns[1:4]:
        column.justify = "right"
    for each in shipped_forces().values():
        people = [_people(each, basis) for basis in ("census-2011", "census-2021")]
        areas = str(len(each.force.areas) or "")
        table.add_row(each.name, areas, *people, _state(catalogue, each))
    Console().print(table)


def add(
    forces: Annotated[
        list[str], typer.Argument(metavar="FORCE…", help="As `oversight force list` names them.")
    ],
    definitions: Definitions = None,
    data: Data = DEFAULT_DATA,
    at: At = None,
) -> None:
    """Add forces with their authorities and residents to the definitions, and count them.

    What the definitions have already stays as it is. areas.yaml and residents.yaml are changed once
    both were found sound; then the stored records are counted again as by `oversight rebuild`, and
    from its end on records of the forces are taken: on a running stack nothing has to be restarted.
    """
    console, running = Console(), find_running(data, at)
    folder = _folder(running, definitions)
    before = definitions_in(folder)
    additions = [addition(before, each) for each in _named(forces)]
    due = [each for each in additions if not each.nothing]
    after = add_to_definitions(folder, due) if due else before
    for each in additions:
        console.print(_sentence(each), highlight=False, soft_wrap=True)
    if due:
        console.print(f"Written to {folder}", highlight=False, soft_wrap=True, markup=False)
    if running is None and not DataFolder(data).postgres.exists():
        console.print("Counted from the next: oversight up", highlight=False)
    elif before.counting_hash != after.counting_hash or _waits(running, additions):
        count_again(running, data, definitions)
    elif due and running is not None:
        # Only what is read beside the totals is new.
        restart_services(running, PROJECTIONS)


def _folder(running: StackFile | None, definitions: Path | None) -> Path:
    if running is None:
        return find_definitions(definitions)
    require_own_folder(running, definitions)
    return running.definitions


def _waits(running: StackFile | None, additions: Sequence[Addition]) -> bool:
    """Whether one stands in the definitions already, and was never counted."""
    counted = counted_by(running) if running else None
    return counted is not None and any(each.shipped.name not in counted for each in additions)


def _named(forces: list[str]) -> list[ShippedForce]:
    known = shipped_forces()
    for name in forces:
        if name not in known:
            near = get_close_matches(name, known, n=3)
            hint = f"; near it are {', '.join(near)}" if near else ""
            raise Failure(f"no force {name} ships{hint}; oversight force list names them all")
    return [known[name] for name in dict.fromkeys(forces)]


def _people(each: ShippedForce, basis: str) -> str:
    found = each.residents_at(basis)
    return "" if found is None else f"{found:,}"


def _state(catalogue: Catalogue, each: ShippedForce) -> str:
    missing = addition(catalogue, each)
    if missing.nothing:
        return "defined"
    if not missing.defined:
        return ""
    return "a comparator" if missing.comparator else "defined in part"


def _sentence(each: Addition) -> str:
    name = each.shipped.force.title
    if each.nothing:
        return f"{name}: all of it is defined already"
    parts = [] if each.defined and not each.comparator else ["the force"]
    parts += [f"{len(each.areas)} authorities"] if each.areas else []
    parts += [f"{len(each.residents)} entries of residents"] if each.residents else []
    return f"{name}: added {', '.join(parts)}"


COMMANDS: Mapping[str, Callable[..., None]] = {"list": show, "add": add}
