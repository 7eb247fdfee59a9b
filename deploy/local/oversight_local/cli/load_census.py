"""``oversight load census``: writes residents as a draft of definitions, and sends nothing."""

from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.table import Table as Printed

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reference import Residents
from oversight_local.failure import Failure
from oversight_local.load.census.layouts import layout_of
from oversight_local.load.census.residents import CensusRows, whole_forces, write_draft
from oversight_local.load.csv_file import Line, Table, open_table
from oversight_local.load.importer import Refused, Skipped
from oversight_local.load.output import REASONS
from oversight_local.load.places import Places, read_definitions
from oversight_local.load.rejects import RejectsFile
from oversight_local.load.summary import LoadSummary
from oversight_local.progress import progress_bar
from oversight_local.stack.stack_file import find_running


class CensusLoad:
    """Collects residents from tables; refused rows go to a file."""

    def __init__(self, catalogue: Catalogue, rejects: RejectsFile) -> None:
        self._catalogue = catalogue
        self._places = Places(catalogue.forces)
        self._rejects = rejects
        self.found: dict[tuple[str, str, str], Residents] = {}
        self.summary = LoadSummary()

    def read(self, table: Table) -> None:
        """Take every row. Raises ``Failure`` for another table."""
        layout = layout_of(table.name, table.header)
        rows = CensusRows(layout, self._places, self._catalogue.forces)
        self._rejects.expect(table.header)
        for line in table.lines():
            self.summary.read += 1
            try:
                self._take(line, rows.residents(line))
            except Skipped as skipped:
                self.summary.skipped[str(skipped)] += 1
            except Refused as refused:
                fault = refused.faults[0]
                self.summary.refuse(fault.column, fault.reason, 1)
                self._rejects.write(line, fault.column, fault.reason)

    def residents(self) -> list[Residents]:
        """The residents found, and those of forces whose authorities were all found."""
        found = list(self.found.values())
        return [*found, *whole_forces(found, self._catalogue.forces)]

    def _take(self, line: Line, found: Residents) -> None:
        who = (found.basis, found.force, found.area)
        before = self.found.setdefault(who, found)
        if before is not found:
            self.summary.repeated += 1
        if before != found:
            raise Refused.because("", f"{line.file} says another number than before of {who}")


def load_census(console: Console, files: list[Path], data: Path, out: Path, refused: Path) -> None:
    """Write the residents in ``files`` to ``out``. Raises ``Failure`` where none was found."""
    catalogue = read_definitions(find_running(data))
    with RejectsFile(refused) as rejects, progress_bar(console, "reading", len(files)) as report:
        load = CensusLoad(catalogue, rejects)
        for path in files:
            load.read(open_table(path))
            report(1)
    found = load.residents()
    _print(console, catalogue, found, load.summary)
    if load.summary.refused_rows:
        console.print(f"{load.summary.refused_rows:,} rows were refused; they are in {refused}")
    if not found:
        raise Failure("the tables have no force or area that areas.yaml defines")
    write_draft(out, found)
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
