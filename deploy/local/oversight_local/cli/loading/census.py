"""``oversight load census``: writes residents as a draft of definitions, and sends nothing."""

from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.table import Table as Printed

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reference import Residents
from oversight_local.failure import Failure
from oversight_local.load.census.collection import CensusLoad
from oversight_local.load.census.residents import draft_of
from oversight_local.load.output import REASONS
from oversight_local.load.places import read_definitions
from oversight_local.load.rejects import RejectsFile
from oversight_local.load.source_file import open_table
from oversight_local.load.summary import LoadSummary
from oversight_local.progress import progress_bar
from oversight_local.stack.stack_file import StackFile


def load_census(
    console: Console,
    files: list[Path],
    sheet: str | None,
    running: StackFile | None,
    out: Path,
    refused: Path,
) -> None:
    """Write the residents in ``files`` to ``out``, for the areas of the stack ``running``, if any.

    Raises ``Failure`` where none was found.
    """
    catalogue = read_definitions(running)
    with RejectsFile(refused) as rejects, progress_bar(console, "reading", len(files)) as report:
        load = CensusLoad(catalogue.forces, rejects)
        for path in files:
            load.read(open_table(path, sheet))
            report(1)
    found = load.residents()
    _print(console, catalogue, found, load.summary)
    for area in load.missing_parts():
        console.print(f"Left out, since parts of it are missing: {area}", highlight=False)
    if load.summary.refused_rows:
        console.print(f"{load.summary.refused_rows:,} rows were refused; they are in {refused}")
    if not found:
        raise Failure("the tables have no force or area that areas.yaml defines")
    _write(console, out, draft_of(found))


def _write(console: Console, out: Path, draft: str) -> None:
    if out.exists():
        # It may have been looked through and corrected since.
        if out.read_text(encoding="utf-8") != draft:
            raise Failure(
                f"{out} is there already and says something else; it was left as it is: move it "
                "away, or say another file with --out"
            )
        console.print(f"{out} says the same already", highlight=False, soft_wrap=True)
        return
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(draft, encoding="utf-8")
    console.print(f"The draft is in {out}", highlight=False, soft_wrap=True)


def _print(
    console: Console, catalogue: Catalogue, found: list[Residents], summary: LoadSummary
) -> None:
    table = Printed("census", "force", "area", "residents", "", box=None, padding=(0, 2, 0, 0))
    table.columns[3].justify = "right"
    for each in found:
        defined = catalogue.residents_of(each.force, each.area, each.basis)
        table.add_row(each.basis, each.force, each.area, f"{each.total:,}", _held(each, defined))
    console.print(table)
    reasons: Counter[str] = summary.skipped + summary.refused
    console.print(f"{summary.read:,} rows read, {summary.repeated:,} repeated", highlight=False)
    for reason, count in reasons.most_common(REASONS):
        console.print(f"  {count:,} not taken: {reason}", highlight=False, markup=False)


def _held(each: Residents, defined: Residents | None) -> str:
    if defined is None:
        return "not defined yet"
    same = (each.total, each.groups) == (defined.total, defined.groups)
    return "as defined" if same else f"defined as {defined.total:,}"
