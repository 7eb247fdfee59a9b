"""Collects the residents of census tables, in the areas that are defined."""

from collections import defaultdict
from collections.abc import Mapping

from oversight_contracts.definitions.models.reference import Force, Residents
from oversight_local.load.census.layouts import layout_of
from oversight_local.load.census.residents import (
    CensusRow,
    CensusRows,
    whole_areas,
    whole_forces,
)
from oversight_local.load.importer import Refused, Skipped
from oversight_local.load.places import Places
from oversight_local.load.rejects import RejectsFile
from oversight_local.load.summary import LoadSummary
from oversight_local.load.table import Line, Table


class CensusLoad:
    """Collects residents from tables; refused rows go to a file."""

    def __init__(self, forces: Mapping[str, Force], rejects: RejectsFile) -> None:
        self._forces = forces
        self._places = Places(forces)
        self._rejects = rejects
        self.found: dict[tuple[str, str, str], Residents] = {}
        # By code, of areas that are put together of districts with codes of their own.
        self._parts: dict[tuple[str, str, str], dict[str, Residents]] = defaultdict(dict)
        self.summary = LoadSummary()

    def read(self, table: Table) -> None:
        """Take every row. Raises ``Failure`` for another table."""
        layout = layout_of(table.name, table.header)
        rows = CensusRows(layout, self._places, self._forces)
        self._rejects.expect(table.header)
        for line in table.lines():
            self.summary.read += 1
            try:
                self._take(line, rows.read(line))
            except Skipped as skipped:
                self.summary.skipped[str(skipped)] += 1
            except Refused as refused:
                self.summary.refuse(refused.faults, 1)
                self._rejects.write(line, refused.faults)

    def residents(self) -> list[Residents]:
        """The residents found, and those of areas and forces whose parts were all found."""
        put_together = {
            (each.basis, each.force, each.area): each
            for each in whole_areas(self._parts, self._forces)
        }
        found = list((put_together | self.found).values())
        return [*found, *whole_forces(found, self._forces)]

    def missing_parts(self) -> list[str]:
        """Areas of which the tables have some parts, and not all."""
        whole = {(each.basis, each.force, each.area) for each in self.residents()}
        return [
            f"{area} ({basis})"
            for basis, force, area in self._parts
            if (basis, force, area) not in whole
        ]

    def _take(self, line: Line, row: CensusRow) -> None:
        found = row.residents
        who = (found.basis, found.force, found.area)
        if row.part is None:
            before = self.found.setdefault(who, found)
        else:
            before = self._parts[who].setdefault(row.part, found)
        if before is not found:
            self.summary.repeated += 1
        if before != found:
            raise Refused.because("", f"{line.file} says another number than before of {who}")
