"""``oversight load``: files that others publish or export, through ingest."""

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from oversight_contracts.definitions.models.reference import counted_forces
from oversight_local.cli.loading.census import load_census
from oversight_local.cli.loading.files import load_editions, load_files
from oversight_local.cli.options import DEFAULT_DATA, At, Data
from oversight_local.failure import Failure
from oversight_local.forces.counted import require_counted
from oversight_local.load.collisions.importer import CollisionImporter
from oversight_local.load.importer import Importer
from oversight_local.load.mapping.importer import MappingImporter
from oversight_local.load.mapping.read import MappingFile
from oversight_local.load.output import print_apart
from oversight_local.load.places import Places, read_definitions
from oversight_local.load.street.importer import StreetImporter
from oversight_local.stack.running import find_running, reach_stack


class LoadKind(StrEnum):
    """The kinds of file that can be loaded."""

    STOP_SEARCH = "stop-search"
    STREET = "street"
    COLLISIONS = "collisions"
    COMPLAINTS = "complaints"
    INCIDENTS = "incidents"
    CENSUS = "census"


# The kinds whose files name areas in words of their publisher.
PLACED = (LoadKind.STREET, LoadKind.COLLISIONS)
UNMAPPED = (*PLACED, LoadKind.CENSUS)


def load(
    kind: Annotated[LoadKind, typer.Argument(help="What the files hold.")],
    files: Annotated[
        list[Path], typer.Argument(help="CSV files, gzipped or not, or workbooks (.xlsx, .ods).")
    ],
    force: Annotated[
        str | None,
        typer.Option(help="The force: where the file name does not say it, or the only one taken."),
    ] = None,
    month: Annotated[
        str | None, typer.Option(help="The month (2019-04), where the file name does not say it.")
    ] = None,
    refused: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Where refused rows go; DIR/refused.csv if not said."),
    ] = None,
    replace_most: Annotated[
        bool,
        typer.Option(
            "--replace-most",
            help="Allow more than half of what is stored to go, and what refused rows may be.",
        ),
    ] = False,
    mapping: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Which column is which field (complaints, incidents), what wordings mean "
            "(stop-search).",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Where census writes; DIR/residents.yaml if not said."),
    ] = None,
    refuse_unknown_areas: Annotated[
        bool,
        typer.Option(
            "--refuse-unknown-areas",
            help="Refuse rows of street and collisions in an area that areas.yaml does not have.",
        ),
    ] = False,
    sheet: Annotated[
        str | None,
        typer.Option(help="Which sheet of a workbook, where several hold anything."),
    ] = None,
    data: Data = DEFAULT_DATA,
    at: At = None,
) -> None:
    """Load files; loading them again changes nothing, and a later edition replaces an earlier one.

    stop-search and street are the files of data.police.uk (for stop-search also folders of
    them), collisions those of STATS19, of which --force or else the stack's own force is taken;
    complaints and incidents are exports of any form, read as --mapping says. What wordings of
    stop-search mean stands in a file that ships; --mapping lays another over it.
    census writes the residents in tables by ethnic group as a draft of residents.yaml, to be looked
    through and moved into the definitions by hand: it sends nothing and needs no stack.
    Places more exact than an area, free text and names are not stored. Refused rows are counted
    loudly and written to a file, and what is stored of them stays as it was: the exit code is 0 as
    long as some row is in the figures, 1 where a file could not be read as a whole or none of its
    rows was taken.
    """
    console = Console()
    if mapping is not None and kind in UNMAPPED:
        raise Failure(f"the columns of {kind} are known: it takes no --mapping")
    if kind is LoadKind.CENSUS:
        draft, rest = out or data / "residents.yaml", refused or data / "refused.csv"
        load_census(console, files, sheet, find_running(data, at), draft, rest)
        return
    stack = reach_stack(data, at)
    rest = refused or stack.data / "refused.csv"
    if kind is LoadKind.STOP_SEARCH:
        load_editions(stack, console, files, sheet, force, month, rest, replace_most, mapping)
        return
    forces = read_definitions(stack).forces
    places = Places(counted_forces(forces))
    if refuse_unknown_areas and kind not in PLACED:
        raise Failure(
            "--refuse-unknown-areas is for street and collisions; for others the mapping says it "
            "(otherwise)"
        )
    now, strict = datetime.now(UTC), refuse_unknown_areas
    importer, named = _importer(kind, places, stack.force, force, mapping, now, strict)
    require_counted(stack, [named] if named else [], forces)
    load_files(stack, console, importer, files, sheet, rest, replace_most)
    print_apart(console, kind)


def _importer(
    kind: LoadKind,
    places: Places,
    own: str,
    force: str | None,
    mapping: Path | None,
    now: datetime,
    strict: bool,
) -> tuple[Importer, str | None]:
    """The importer, and the force that it loads alone; None where the files say of which."""
    if kind is LoadKind.STREET:
        return StreetImporter(places, now, force, refuse_unknown_areas=strict), force
    if kind is LoadKind.COLLISIONS:
        one = force or own
        return CollisionImporter(places, one, now, refuse_unknown_areas=strict), one
    if mapping is None:
        raise Failure(f"say with --mapping which column of the {kind} is which field")
    file = MappingFile(mapping, kind.removesuffix("s"))
    named = force or file.mapping.force or own
    return MappingImporter(file, places, named, now), named
